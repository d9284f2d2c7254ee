//! The resources that a content stream can name (ISO 32000-1, 7.8.3), each kind looked up when first needed.

use std::cell::OnceCell;

use hayro_syntax::{
    object::{
        Dict, MaybeRef, Object,
        dict::keys::{EXT_G_STATE, FONT, PROPERTIES, XOBJECT},
    },
    page::Page as PdfPage,
};

/// Where the names of one content stream are looked up.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    own: Dict<'a>,
    fonts: OnceCell<Dict<'a>>,
    states: OnceCell<Dict<'a>>,
    x_objects: OnceCell<Dict<'a>>,
    properties: OnceCell<Dict<'a>>,
    /// The page's: a form that names what it does not have means these.
    page: Option<Box<Self>>,
}

impl<'a> Scope<'a> {
    pub(super) fn of_page(page: &PdfPage<'a>) -> Self {
        let resources = page.resources();
        Self {
            own: Dict::empty(),
            fonts: OnceCell::from(resources.fonts.clone()),
            states: OnceCell::from(resources.ext_g_states.clone()),
            x_objects: OnceCell::from(resources.x_objects.clone()),
            properties: OnceCell::from(resources.properties.clone()),
            page: None,
        }
    }

    /// Of a form: without resources of its own it has those of what shows it.
    pub(super) fn of_form(resources: Option<Dict<'a>>, parent: &Self) -> Self {
        let Some(own) = resources else { return parent.clone() };
        Self {
            own,
            fonts: OnceCell::new(),
            states: OnceCell::new(),
            x_objects: OnceCell::new(),
            properties: OnceCell::new(),
            page: Some(Box::new(parent.outermost().clone())),
        }
    }

    fn outermost(&self) -> &Self {
        self.page.as_deref().unwrap_or(self)
    }

    /// What `look` finds here, or else in the page's resources.
    pub(super) fn find<'s, T>(&'s self, mut look: impl FnMut(&'s Self) -> Option<T>) -> Option<T> {
        look(self).or_else(|| look(self.page.as_deref()?))
    }

    pub(super) fn fonts(&self) -> &Dict<'a> {
        self.kind(&self.fonts, FONT)
    }

    pub(super) fn states(&self) -> &Dict<'a> {
        self.kind(&self.states, EXT_G_STATE)
    }

    pub(super) fn x_objects(&self) -> &Dict<'a> {
        self.kind(&self.x_objects, XOBJECT)
    }

    pub(super) fn properties(&self) -> &Dict<'a> {
        self.kind(&self.properties, PROPERTIES)
    }

    fn kind<'s>(&'s self, place: &'s OnceCell<Dict<'a>>, key: &[u8]) -> &'s Dict<'a> {
        place.get_or_init(|| self.own.get::<Dict<'a>>(key).unwrap_or_default())
    }

    /// Whether neither text nor an image can come of these resources, so that a form need not even be decoded.
    pub(super) fn can_show_nothing(&self) -> bool {
        self.page.is_some()
            && self.fonts().is_empty()
            && self.x_objects().is_empty()
            && !self.states().entries().any(|(_, state)| names_a_font(&state))
    }
}

/// A state that is referred to could name one too, but is asked only where it stands in place: such states are
/// a PDF producer's shared ones for colour and line.
fn names_a_font(state: &MaybeRef<Object<'_>>) -> bool {
    matches!(state, MaybeRef::NotRef(Object::Dict(state)) if state.contains_key(FONT))
}
