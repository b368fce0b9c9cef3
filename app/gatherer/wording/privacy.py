"""What the hosts are for that data can reach."""

from flask_babel import lazy_gettext as _l

PURPOSES = {
    "database": _l("Database: everything but the files"),
    "object-store": _l("File store: photos and documents"),
    "rate-limits": _l("Counters: how often an address asks"),
    "credit-bureau": _l("Credit bureau: name, birthday and address, if a credit file is asked for"),
    "picture-search": _l("Picture search: whether a document is published"),
    "malware-scanner": _l("Virus scanner: files as they come in"),
}
