//! PDFs around the bytes that a target is fed: sound but for these.

use std::fmt::Write as _;

/// A file under construction.
pub struct File {
    bytes: Vec<u8>,
    /// Object numbers and where the objects stand.
    places: Vec<(usize, usize)>,
}

/// Shows each of the 256 codes of one byte, in font `F`.
pub const ALL_CODES: &str = "BT /F 10 Tf 12 TL 10 180 Td";

impl File {
    /// With a catalog (object 1) and a page (3) whose content is object 4; `catalog` and `page` are further entries of these.
    pub fn new(catalog: &str, page: &str) -> Self {
        let mut file = Self { bytes: b"%PDF-1.7\n".to_vec(), places: Vec::new() };
        file.object(1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"));
        file.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        file.object(3, format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R{page}>>"));
        file
    }

    /// Adds an object.
    pub fn object(&mut self, number: usize, body: impl AsRef<[u8]>) {
        self.places.push((number, self.bytes.len()));
        self.bytes.extend(format!("{number} 0 obj\n").bytes());
        self.bytes.extend_from_slice(body.as_ref());
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    /// Adds a stream; `entries` are those of its dictionary besides its length.
    pub fn stream(&mut self, number: usize, entries: impl AsRef<[u8]>, data: impl AsRef<[u8]>) {
        let (entries, data) = (entries.as_ref(), data.as_ref());
        let length = format!("/Length {}>>\nstream\n", data.len());
        self.object(number, [b"<<", entries, length.as_bytes(), data, b"\nendstream"].concat());
    }

    /// With its cross-reference table.
    pub fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
        for (number, place) in &self.places {
            let _ = write!(table, "{number} 1\n{place:010} 00000 n \n");
        }
        let size = 1 + self.places.iter().map(|(number, _)| number).max().unwrap_or(&0);
        let _ = write!(table, "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend(table.bytes());
        self.bytes
    }
}

/// A content stream, with something of each kind that it can name.
pub fn content(data: &[u8]) -> Vec<u8> {
    let resources = "/Resources<</Font<</F 5 0 R/V 6 0 R>>/XObject<</X 8 0 R/I 9 0 R>>/ExtGState<</G 10 0 R>>\
        /Properties<</P<</ActualText(actual text)>>/L 11 0 R>>>>";
    let mut file = File::new("/OCProperties<</OCGs[11 0 R]/D<</OFF[11 0 R]>>>>", resources);
    file.stream(4, "", data);
    let widths = "500 ".repeat(95);
    file.object(
        5,
        format!(
            "<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Test-Bold/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 126\
             /Widths[{widths}]>>"
        ),
    );
    file.object(6, "<</Type/Font/Subtype/Type0/BaseFont/V/Encoding/Identity-V/DescendantFonts[7 0 R]>>");
    file.object(7, "<</Type/Font/Subtype/CIDFontType2/BaseFont/V/DW2[880 -1000]/W2[66 [-500 0 0]]>>");
    file.stream(8, "/Type/XObject/Subtype/Form/Matrix[1 0 0 1 5 5]", data);
    file.stream(9, "/Type/XObject/Subtype/Image/Width 1/Height 1", "x");
    file.object(10, "<</Font[5 0 R 12]>>");
    file.object(11, "<</Type/OCG/Name(off)>>");
    file.finish()
}

/// A content stream of which the first line is its dictionary's: filters and their parameters.
pub fn stream(data: &[u8]) -> Vec<u8> {
    let (entries, data) = first_line(data);
    let mut file = File::new("", "/Resources<</Font<</F 5 0 R>>>>");
    file.stream(4, entries, data);
    file.object(5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    file.finish()
}

/// A CMap: the `/ToUnicode` of a font of one byte a code and of one of several, and the `/Encoding` of a third.
pub fn cmap(data: &[u8]) -> Vec<u8> {
    let mut file = File::new("", "/Resources<</Font<</F 5 0 R/G 6 0 R/H 7 0 R>>>>");
    let codes = codes(data);
    file.stream(4, "", format!("{ALL_CODES} {codes} Tj /G 10 Tf T* {codes} Tj /H 10 Tf T* {codes} Tj ET"));
    file.object(5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 9 0 R>>");
    file.object(
        6,
        "<</Type/Font/Subtype/Type0/BaseFont/G/Encoding/Identity-H/DescendantFonts[8 0 R]/ToUnicode 9 0 R>>",
    );
    file.object(7, "<</Type/Font/Subtype/Type0/BaseFont/H/Encoding 9 0 R/DescendantFonts[8 0 R]>>");
    file.object(
        8,
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/G/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>\
         /W[1[500 600]30 40 700]>>",
    );
    file.stream(9, "/Type/CMap", data);
    file.finish()
}

/// A font program; the first byte tells of which kind.
pub fn font(data: &[u8]) -> Vec<u8> {
    let (kind, program) = data.split_first().unwrap_or((&0, &[]));
    let (simple, font, entries) = match kind % 6 {
        0 => (true, "/Subtype/Type1", "/FontFile 8 0 R"),
        1 => (true, "/Subtype/TrueType", "/FontFile2 8 0 R"),
        2 => (true, "/Subtype/Type1", "/FontFile3 8 0 R"),
        3 => (false, "/Subtype/CIDFontType0", "/FontFile3 8 0 R"),
        4 => (false, "/Subtype/CIDFontType2", "/FontFile2 8 0 R"),
        _ => (false, "/Subtype/CIDFontType0/CIDToGIDMap/Identity", "/FontFile3 8 0 R"),
    };
    let subtype = ["", "", "/Subtype/Type1C", "/Subtype/CIDFontType0C", "", "/Subtype/OpenType"][usize::from(kind % 6)];
    let mut file = File::new("", "/Resources<</Font<</F 5 0 R>>>>");
    file.stream(4, "", format!("{ALL_CODES} {} Tj ET", codes(program)));
    if simple {
        file.object(5, format!("<</Type/Font{font}/BaseFont/T/FontDescriptor 7 0 R>>"));
    } else {
        file.object(5, "<</Type/Font/Subtype/Type0/BaseFont/T/Encoding/Identity-H/DescendantFonts[6 0 R]>>");
        file.object(6, format!("<</Type/Font{font}/BaseFont/T/FontDescriptor 7 0 R>>"));
    }
    file.object(7, format!("<</Type/FontDescriptor/FontName/T/Flags 4{entries}>>"));
    file.stream(8, subtype, program);
    file.finish()
}

/// The entries of a font's dictionary: encodings, widths, Type 3.
pub fn dictionary(data: &[u8]) -> Vec<u8> {
    let mut file = File::new("", "/Resources<</Font<</F 5 0 R>>>>");
    file.stream(4, "", format!("{ALL_CODES} {} Tj ET", codes(data)));
    file.object(5, [b"<</Type/Font/BaseFont/T", data, b">>"].concat());
    file.object(6, [b"<</Type/Font/Subtype/CIDFontType2/BaseFont/T", data, b">>"].concat());
    file.object(7, "<</Type/FontDescriptor/FontName/T/Flags 4/MissingWidth 300>>");
    file.stream(8, "", "1 begincodespacerange<00><ff>endcodespacerange 1 beginbfrange<41><5a><0391>endbfrange");
    file.stream(9, "", "500 0 0 0 750 750 d1 0 0 750 750 re f");
    file.finish()
}

/// Objects from 10 on, each up to its `endobj`, which the catalog and the page point to.
pub fn objects(data: &[u8]) -> Vec<u8> {
    let mut file = File::new(
        "/Outlines 10 0 R/PageLabels 11 0 R/Names 12 0 R/Dests 12 0 R/Metadata 13 0 R/OCProperties 14 0 R/Lang 12 0 R\
         /AcroForm<<>>",
        "/Annots 15 0 R/Resources 16 0 R/CropBox 17 0 R/Rotate 18 0 R",
    );
    file.stream(4, "", "/OC /L BDC BT /F 10 Tf 20 20 Td (text) Tj ET EMC /X Do /I Do");
    let mut rest = data;
    for number in 10..40 {
        let end = find(rest, b"endobj");
        file.object(number, &rest[..end.unwrap_or(rest.len())]);
        let Some(end) = end else { break };
        rest = &rest[end + b"endobj".len()..];
    }
    file.finish()
}

/// Every byte, then what the data end with, as a hexadecimal string.
fn codes(data: &[u8]) -> String {
    let tail = &data[data.len().saturating_sub(64)..];
    let digits: String = (0..=255).chain(tail.iter().copied()).map(|byte: u8| format!("{byte:02x}")).collect();
    format!("<{digits}>")
}

fn first_line(data: &[u8]) -> (&[u8], &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    (&data[..end], data.get(end + 1..).unwrap_or_default())
}

fn find(data: &[u8], needle: &[u8]) -> Option<usize> {
    data.windows(needle.len()).position(|window| window == needle)
}
