"""Which outside services the settings name, built as adapters; the sandbox has twins of them."""

from app.adapters.credit_bureau import CreditBureau, HttpBureau, SandboxBureau
from app.adapters.malware_scanner import ClamdScanner, MalwareScanner, SandboxScanner
from app.adapters.outside_service import OutsideService
from app.adapters.picture_search import HttpPictureSearch, PictureSearch, SandboxPictureSearch
from app.config import Settings
from app.service_settings import ServiceAddress


def credit_bureau(settings: Settings) -> CreditBureau | None:
    """Return the bureau: the configured one, the sandbox's own, or none."""
    address = settings.services.credit_bureau
    if address is not None:
        return HttpBureau(_service(address, settings))
    return SandboxBureau() if settings.is_sandbox else None


def picture_search(settings: Settings) -> PictureSearch | None:
    """Return the picture search; there is none unless it is asked for, in the sandbox as well."""
    services = settings.services
    if services.picture_search is not None:
        return HttpPictureSearch(
            _service(services.picture_search, settings),
            sends_picture=services.picture_search_sends_picture,
        )
    return SandboxPictureSearch() if services.picture_search_is_sandbox else None


def malware_scanner(settings: Settings) -> MalwareScanner | None:
    """Return the scanner: clamd where it is configured, the sandbox's own, or none."""
    address = settings.services.malware_scanner
    if address is not None:
        return ClamdScanner(address.host, address.port, address.path)
    return SandboxScanner() if settings.is_sandbox else None


def _service(address: ServiceAddress, settings: Settings) -> OutsideService:
    return OutsideService(address.url, address.secret, settings.egress_allowed_networks)
