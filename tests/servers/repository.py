"""A repository on the loopback, by a library that others wrote: `oaipmh` or `oai_repo`.

    python3 tests/servers/repository.py LIBRARY FOLDER

Prints where it answers. FOLDER has the records: `NAME.FORMAT.xml` for each format, `NAME.pdf`, and `NAME.deleted` where the
record is no more. `BASE` in a record stands for where the server is. What is dated is dated by its file's time of change.
"""

import pathlib
import sys
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

FOLDER = pathlib.Path(sys.argv[2])
SPACES = {
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "uketd_dc": "http://naca.central.cranfield.ac.uk/ethos-oai/2.0/",
}
PAGE = 2


def base():
    return "http://127.0.0.1:%d" % server.server_address[1]


def names():
    return sorted({path.name.split(".")[0] for path in FOLDER.iterdir()})


def name_of(identifier):
    return identifier.rsplit(":", 1)[-1]


def changed(name):
    times = [path.stat().st_mtime for path in FOLDER.glob(name + ".*")]
    return datetime.fromtimestamp(int(max(times)), timezone.utc)


def is_deleted(name):
    return (FOLDER / (name + ".deleted")).exists()


def described(name, prefix):
    path = FOLDER / ("%s.%s.xml" % (name, prefix))
    return etree.fromstring(path.read_text().replace("BASE", base())) if path.exists() else None


def listed(start, end):
    return [name for name in names() if (not start or changed(name) >= start) and (not end or changed(name) <= end)]


def by_oaipmh():
    from oaipmh import common, error, metadata
    from oaipmh.server import Server

    def naive(moment):
        return moment.replace(tzinfo=timezone.utc) if moment else None

    class Repository:
        def identify(self):
            earliest = datetime(2001, 1, 1)
            return common.Identify(
                "Theses by oaipmh", base() + "/oai", "2.0", ["a@example.org"], earliest, "persistent",
                "YYYY-MM-DDThh:mm:ssZ", ["identity"],
            )

        def listMetadataFormats(self, identifier=None):
            return [(prefix, space + "x.xsd", space) for prefix, space in SPACES.items()]

        def getRecord(self, metadataPrefix, identifier):
            name = name_of(identifier)
            if name not in names():
                raise error.IdDoesNotExistError(identifier)
            return self.record(name, metadataPrefix)

        def listRecords(self, metadataPrefix, from_=None, until=None, set=None):
            if metadataPrefix not in SPACES:
                raise error.CannotDisseminateFormatError(metadataPrefix)
            return [self.record(name, metadataPrefix) for name in listed(naive(from_), naive(until))]

        def record(self, name, prefix):
            stamp = changed(name).replace(tzinfo=None)
            header = common.Header(None, "oai:loopback:" + name, stamp, [], is_deleted(name))
            return header, described(name, prefix), None

    registry = metadata.MetadataRegistry()
    for prefix in SPACES:
        registry.registerWriter(prefix, lambda element, record: element.append(record))
    oai = Server(Repository(), metadata_registry=registry, resumption_batch_size=PAGE)
    return oai.handleRequest


def by_oai_repo():
    import oai_repo

    class Repository(oai_repo.DataInterface):
        limit = PAGE

        def get_identify(self):
            return oai_repo.Identify(
                repository_name="Theses by oai_repo", base_url=base() + "/oai", admin_email=["a@example.org"],
                earliest_datestamp="2001-01-01", deleted_record="no", granularity="YYYY-MM-DD",
            )

        def is_valid_identifier(self, identifier):
            return name_of(identifier) in names()

        def get_metadata_formats(self, identifier=None):
            return [oai_repo.MetadataFormat(prefix, space + "x.xsd", space) for prefix, space in SPACES.items()]

        def get_record_header(self, identifier):
            return oai_repo.RecordHeader(identifier, changed(name_of(identifier)).strftime("%Y-%m-%d"), [])

        def get_record_metadata(self, identifier, metadataprefix):
            return described(name_of(identifier), metadataprefix)

        def get_record_abouts(self, identifier):
            return []

        def list_set_specs(self, identifier=None, cursor=0):
            return [], 0, None

        def list_identifiers(self, metadataprefix, filter_from=None, filter_until=None, filter_set=None, cursor=0):
            # What is deleted is not told: this library has no records without a description.
            there = [name for name in listed(filter_from, filter_until) if not is_deleted(name)]
            found = ["oai:loopback:" + name for name in there]
            return found[cursor : cursor + self.limit], len(found), None

    oai = oai_repo.OAIRepository(Repository())
    return lambda arguments: bytes(oai.process(arguments))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/oai":
            return self.answer(200, "text/xml", oai(dict(parse_qsl(parts.query))))
        pdf = FOLDER / pathlib.PurePosixPath(parts.path).name
        if pdf.suffix == ".pdf" and pdf.exists():
            return self.answer(200, "application/pdf", pdf.read_bytes())
        return self.answer(404, "text/plain", b"not here")

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said):
        pass


oai = {"oaipmh": by_oaipmh, "oai_repo": by_oai_repo}[sys.argv[1]]()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(base() + "/oai", flush=True)
server.serve_forever()
