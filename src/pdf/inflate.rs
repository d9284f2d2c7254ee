//! Decoded data of streams, bounded: what expands without end is cut.

use std::{borrow::Cow, mem};

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::{
    Filter,
    object::{
        Array, Dict, Object, Stream,
        dict::keys::{DECODE_PARMS, DP, F},
    },
};

use super::filters;

/// Filters of one stream.
const MOST_FILTERS: usize = 8;

/// Decodes one stream after another.
pub(super) struct Inflater {
    zlib: Decompress,
    /// Whether `zlib` awaits a header.
    has_header: bool,
    /// Whether any stream had to be decrypted.
    pub(super) decrypted: bool,
}

impl Inflater {
    pub(super) fn new() -> Self {
        Self { zlib: Decompress::new(true), has_header: true, decrypted: false }
    }

    /// Appends at most `limit` bytes of what `stream` holds to `out`. Of a damaged stream, what comes before the damage.
    ///
    /// No filter makes more than that of what the one before it made, so what expands without end costs a page little.
    pub(super) fn decode(&mut self, stream: &Stream<'_>, limit: usize, out: &mut Vec<u8>) {
        // The data would be in another file.
        if matches!(stream.dict().get::<Object<'_>>(F), Some(Object::String(_) | Object::Dict(_))) {
            return;
        }
        let raw = stream.raw_data();
        self.decrypted |= matches!(raw, Cow::Owned(_));
        let filters = stream.filters();
        let parameters = parameters(stream.dict());
        if filters.as_slice() == [Filter::FlateDecode] && parameters.is_empty() {
            self.flate(&raw, limit, out);
            return;
        }
        let mut data = raw;
        for (at, filter) in filters.iter().take(MOST_FILTERS).enumerate() {
            let parameters = parameters.get(at).cloned().unwrap_or_default();
            match self.filter(*filter, &parameters, &data, limit) {
                Some(decoded) => data = Cow::Owned(decoded),
                None if at == 0 && *filter == Filter::Crypt => {}
                None => return,
            }
        }
        out.extend_from_slice(&data[..data.len().min(limit)]);
    }

    /// What a filter makes of `data`; `None` where it is one for images, or unknown.
    fn filter(&mut self, filter: Filter, parameters: &Dict<'_>, data: &[u8], limit: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        match filter {
            Filter::FlateDecode => self.flate(data, limit, &mut out),
            Filter::LzwDecode => filters::lzw(data, parameters, limit, &mut out),
            Filter::AsciiHexDecode => filters::ascii_hex(data, &mut out),
            Filter::Ascii85Decode => filters::ascii_85(data, limit, &mut out),
            Filter::RunLengthDecode => filters::run_length(data, limit, &mut out),
            _ => return None,
        }
        if matches!(filter, Filter::FlateDecode | Filter::LzwDecode) {
            filters::unpredict(&mut out, parameters);
        }
        Some(out)
    }

    /// With the header of zlib, as it must be, or without.
    fn flate(&mut self, data: &[u8], limit: usize, out: &mut Vec<u8>) {
        let before = out.len();
        if !self.inflate(data, limit, out) && out.len() == before {
            let with_header = mem::replace(&mut self.zlib, Decompress::new(false));
            self.has_header = false;
            if !self.inflate(data, limit, out) && out.len() == before && data.len() > 2 {
                // A header, but a wrong one.
                self.inflate(&data[2..], limit, out);
            }
            self.has_header = true;
            self.zlib = with_header;
        }
    }

    /// Whether the data ended well, or was cut.
    fn inflate(&mut self, data: &[u8], limit: usize, out: &mut Vec<u8>) -> bool {
        self.zlib.reset(self.has_header);
        let end = out.len().saturating_add(limit);
        out.reserve(limit.min(data.len().saturating_mul(4).max(4096)));
        loop {
            let read = self.zlib.total_in() as usize;
            let Some(rest) = data.get(read..) else { return false };
            let written = out.len();
            match self.zlib.decompress_vec(rest, out, FlushDecompress::None) {
                Ok(Status::StreamEnd) => return true,
                Ok(Status::Ok | Status::BufError) if out.len() >= end => {
                    out.truncate(end);
                    return true;
                }
                Ok(_) if out.len() == out.capacity() => out.reserve(out.len().max(4096).min(end - out.len() + 1)),
                Ok(_) if out.len() > written || self.zlib.total_in() as usize > read => {}
                // Neither end nor progress: the data stops short.
                Ok(_) | Err(_) => return false,
            }
        }
    }
}

/// `/DecodeParms`, one for each filter; empty where there are none that matter.
fn parameters<'a>(stream: &Dict<'a>) -> Vec<Dict<'a>> {
    match [DP, DECODE_PARMS].iter().find_map(|key| stream.get::<Object<'a>>(*key)) {
        Some(Object::Dict(one)) => vec![one],
        Some(Object::Array(several)) => {
            let several: Array<'a> = several;
            several.iter::<Object<'a>>().take(MOST_FILTERS).map(|one| one.into_dict().unwrap_or_default()).collect()
        }
        _ => Vec::new(),
    }
}
