//! Decoded data of streams, bounded: what expands without end is cut.

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::{
    Filter,
    object::{
        Dict, Stream,
        dict::keys::{DECODE_PARMS, DP, PREDICTOR},
    },
};

/// Decodes one stream after another.
pub(super) struct Inflater {
    zlib: Decompress,
    /// Whether any stream had to be decrypted.
    pub(super) decrypted: bool,
}

impl Inflater {
    pub(super) fn new() -> Self {
        Self { zlib: Decompress::new(true), decrypted: false }
    }

    /// Appends at most `limit` bytes of what `stream` holds to `out`. Of a damaged stream, what comes before the damage.
    ///
    /// Only plain Flate, which nearly all streams are, is cut while it is decoded; others are decoded, then cut.
    pub(super) fn decode(&mut self, stream: &Stream<'_>, limit: usize, out: &mut Vec<u8>) {
        if stream.filters().as_slice() == [Filter::FlateDecode] && !has_predictor(stream.dict()) {
            let raw = stream.raw_data();
            self.decrypted |= matches!(raw, std::borrow::Cow::Owned(_));
            let before = out.len();
            if self.inflate(&raw, limit, out) || out.len() > before {
                return;
            }
        }
        if let Ok(data) = stream.decoded_data() {
            out.extend_from_slice(&data[..data.len().min(limit)]);
        }
    }

    /// Whether the data ended well, or was cut.
    fn inflate(&mut self, data: &[u8], limit: usize, out: &mut Vec<u8>) -> bool {
        self.zlib.reset(true);
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

fn has_predictor(stream: &Dict<'_>) -> bool {
    [DP, DECODE_PARMS]
        .iter()
        .filter_map(|key| stream.get::<Dict<'_>>(*key))
        .any(|parameters| parameters.get::<i32>(PREDICTOR).is_some_and(|predictor| predictor > 1))
}
