//! What tesseract prints of a page: tab-separated values, a row for each block, paragraph, line and word.

/// A word as tesseract saw it, in pixels from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen<'a> {
    pub(super) text: &'a str,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    /// 0 to 100.
    pub(super) confidence: f32,
    /// Its block, paragraph and line.
    pub(super) line: (u32, u32, u32),
}

/// The words of a page in the order in which they are read. Rows that make no sense are passed over.
///
/// The columns are level, page, block, paragraph, line, word, left, top, width, height, confidence and text (tesseract(1),
/// "tsv"); words are on level 5.
pub(super) fn words(tsv: &str) -> Vec<Seen<'_>> {
    tsv.lines().filter_map(word).collect()
}

fn word(row: &str) -> Option<Seen<'_>> {
    let mut fields = row.splitn(12, '\t');
    let mut number = || fields.next()?.parse::<f32>().ok().filter(|number| number.abs() < 1e6);
    let level = number()?;
    let _page = number()?;
    let line = (number()? as u32, number()? as u32, number()? as u32);
    let _word = number()?;
    let (left, top, width, height, confidence) = (number()?, number()?, number()?, number()?, number()?);
    let text = fields.next()?.trim();
    let is_word = level == 5.0 && !text.is_empty() && confidence >= 0.0 && width > 0.0 && height > 0.0;
    is_word.then(|| Seen {
        text,
        left,
        top,
        right: left + width,
        bottom: top + height,
        confidence: confidence.min(100.0),
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_nonsense_is_passed_over() {
        let tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            4\t1\t2\t1\t3\t0\t10\t20\t300\t40\t-1\t\n\
            5\t1\t2\t1\t3\t1\t10\t20\t60\t40\t96.5\tPeer\n\
            5\t1\t2\t1\t3\t2\t80\t20\t60\t40\t-1\tlost\n\
            5\t1\t2\t1\t3\t3\t80\t20\t60\t40\t12\t \n\
            5\t1\t2\t1\t3\t4\t80\t20\tNaN\t40\t12\tx\n\
            \u{0}\u{1}garbage\n5\t1\n";
        let words = words(tsv);
        assert_eq!(words.len(), 1);
        assert_eq!((words[0].text, words[0].right, words[0].line), ("Peer", 70.0, (2, 1, 3)));
    }
}
