//! A server on the loopback that answers as a test tells it to, and remembers what it was asked.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part; a test that cannot go on must stop")]

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Without the question.
    pub(crate) path: String,
    /// The arguments of the question, decoded.
    pub(crate) arguments: HashMap<String, String>,
    /// Names in lower case.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) at: Instant,
}

impl Asked {
    pub(crate) fn argument(&self, name: &str) -> &str {
        self.arguments.get(name).map_or("", String::as_str)
    }

    pub(crate) fn verb(&self) -> &str {
        self.argument("verb")
    }
}

/// What is answered.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
}

enum Body {
    Whole(Vec<u8>),
    /// So many bytes are promised, and these come.
    Short(usize, Vec<u8>),
    /// The same again and again, as fast as it is taken, until the other side has had enough.
    Endless(Vec<u8>),
    /// A byte at a time, with so much time between.
    Drip(Vec<u8>, Duration),
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Whole(body.into()) }
    }

    /// An answer of OAI-PMH.
    pub(crate) fn oai(inner: &str) -> Self {
        Self::new(200, oai(inner)).with("Content-Type", "text/xml; charset=utf-8")
    }

    pub(crate) fn short(promised: usize, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Short(promised, body.into()) }
    }

    pub(crate) fn endless(piece: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Endless(piece.into()) }
    }

    pub(crate) fn drip(body: impl Into<Vec<u8>>, gap: Duration) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Drip(body.into(), gap) }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// An answer of OAI-PMH with this in it.
pub(crate) fn oai(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
         <responseDate>2024-05-02T10:00:00Z</responseDate><request>http://localhost/oai</request>{inner}</OAI-PMH>"
    )
}

/// `Identify`, of a repository that dates to the second.
pub(crate) fn identify(name: &str) -> Answer {
    identify_with(name, "YYYY-MM-DDThh:mm:ssZ")
}

pub(crate) fn identify_with(name: &str, granularity: &str) -> Answer {
    Answer::oai(&format!(
        "<Identify><repositoryName>{name}</repositoryName><baseURL>http://localhost/oai</baseURL>\
         <protocolVersion>2.0</protocolVersion><adminEmail>a@b.org</adminEmail>\
         <earliestDatestamp>2001-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent</deletedRecord>\
         <granularity>{granularity}</granularity></Identify>"
    ))
}

pub(crate) fn formats(prefixes: &[&str]) -> Answer {
    let format = |prefix: &&str| {
        format!(
            "<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>x</schema>\
             <metadataNamespace>urn:{prefix}</metadataNamespace></metadataFormat>"
        )
    };
    let formats: String = prefixes.iter().map(format).collect();
    Answer::oai(&format!("<ListMetadataFormats>{formats}</ListMetadataFormats>"))
}

/// A record in Dublin Core: identifier, title, and what else stands in it.
pub(crate) fn record(identifier: &str, title: &str, more: &str) -> String {
    record_of(identifier, "2024-05-01T10:00:00Z", title, more)
}

pub(crate) fn record_of(identifier: &str, stamp: &str, title: &str, more: &str) -> String {
    format!(
        "<record><header><identifier>{identifier}</identifier><datestamp>{stamp}</datestamp></header><metadata>\
         <oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:title>{title}</dc:title>{more}</oai_dc:dc></metadata></record>"
    )
}

pub(crate) fn deleted(identifier: &str) -> String {
    format!(
        "<record><header status=\"deleted\"><identifier>{identifier}</identifier>\
         <datestamp>2024-05-03T10:00:00Z</datestamp></header></record>"
    )
}

/// A page of records, and the token of the next, where there is one.
pub(crate) fn list(records: &[String], token: &str) -> Answer {
    let token = if token.is_empty() { String::new() } else { format!("<resumptionToken>{token}</resumptionToken>") };
    Answer::oai(&format!("<ListRecords>{}{token}</ListRecords>", records.concat()))
}

pub(crate) fn error(code: &str) -> Answer {
    Answer::oai(&format!("<error code=\"{code}\">{code}</error>"))
}

/// A server.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    over: Arc<AtomicBool>,
}

type Handler = dyn Fn(&Asked) -> Answer + Send + Sync;

impl Server {
    pub(crate) fn start(handler: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, asked, over) = (listener.local_addr().unwrap(), Arc::default(), Arc::new(AtomicBool::new(false)));
        let handler: Arc<Handler> = Arc::new(handler);
        let (log, is_over) = (Arc::clone(&asked), Arc::clone(&over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                let (handler, log) = (Arc::clone(&handler), Arc::clone(&log));
                thread::spawn(move || drop(serve(stream.unwrap(), &*handler, &log)));
            }
        });
        Self { address, asked, over }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it was asked, and forgets it.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: TcpStream, handler: &Handler, log: &Mutex<Vec<Asked>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut stream = stream;
    while let Some(line) = lines.next() {
        let line = line?;
        let target = line.split(' ').nth(1).unwrap_or("/").to_owned();
        let mut headers = HashMap::new();
        for line in lines.by_ref() {
            let line = line?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let whole = url::Url::parse(&format!("http://x{target}")).unwrap();
        let arguments = whole.query_pairs().into_owned().collect();
        let asked = Asked { path: whole.path().to_owned(), arguments, headers, at: Instant::now() };
        log.lock().unwrap().push(asked.clone());
        let Answer { status, headers, body } = handler(&asked);
        let length = match &body {
            Body::Whole(body) | Body::Drip(body, _) => Some(body.len()),
            Body::Short(promised, _) => Some(*promised),
            Body::Endless(_) => None,
        };
        let mut head = format!("HTTP/1.1 {status} It\r\n");
        head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
        head.extend(length.map(|length| format!("Content-Length: {length}\r\n")));
        if status != 304 || length.is_some() {
            stream.write_all(format!("{head}\r\n").as_bytes())?;
        }
        match body {
            Body::Whole(body) => stream.write_all(&body)?,
            Body::Short(_, body) => return stream.write_all(&body),
            Body::Endless(piece) => loop {
                stream.write_all(&piece)?;
            },
            Body::Drip(body, gap) => {
                for byte in body {
                    stream.write_all(&[byte])?;
                    thread::sleep(gap);
                }
            }
        }
    }
    Ok(())
}
