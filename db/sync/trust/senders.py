"""Whom a reader believes: the county its enrolled stations, a station its own county; by certificate, not hearsay."""

from dataclasses import dataclass

from db.errors import Refusal
from db.sync.package.header import TO_COUNTY, TO_TOWNSHIP
from db.sync.package.refusals import OwnPackage, RevokedSender
from db.sync.package.seal import key_id as number_of
from db.sync.package.trusting import KnownSender, Offered
from db.sync.trust.certificate import TOWNSHIP, Certificate, read_certificate
from db.sync.trust.manifest import RETIRED, REVOKED, CountyKey, Manifest, ManifestForged, read_manifest


@dataclass(frozen=True)
class CountyTrust:
    """The county takes in the townships' reports.

    Attributes:
        manifest: the county's own newest manifest.
        certificates: every certificate issued; of several for a station's key the highest serial counts.
    """

    manifest: Manifest
    certificates: tuple[Certificate, ...] = ()
    purpose: str = TO_COUNTY

    @property
    def me(self) -> str:
        """The county's id."""
        return self.manifest.county_id

    def sender_for(self, key_id: str, offered: Offered) -> KnownSender | None:
        """The station whose key this is.

        A certificate this county has signed is worth as much enclosed in the package as in its own books: a county
        restored from a backup goes on knowing the stations enrolled since.

        Raises:
            RevokedSender: nothing signed with this key counts any more (B-49).
        """
        own = self.manifest.signing(key_id)
        if own is not None:
            return self._resealed(own, offered)
        known = (*self.certificates, *self._enclosed(offered))
        ours = [one for one in known if one.key_id == key_id and one.role == TOWNSHIP]  # an upper office writes nothing
        if not ours:
            return None
        certificate = max(ours, key=lambda one: (one.serial, one.revoked_after is not None))
        revoked_after = self._revoked_after(certificate)
        if revoked_after == "":
            raise RevokedSender(certificate.org_name)
        return KnownSender(
            certificate.station_id, certificate.org_code, certificate.org_name, certificate.public, revoked_after
        )

    def _resealed(self, own: CountyKey, offered: Offered) -> KnownSender | None:
        """The station whose package this county has written anew after an erasure, as its enclosed certificate says.

        Raises:
            RevokedSender: the county's own key was revoked, or nothing of the station counts any more.
        """
        if own.status == REVOKED:
            raise RevokedSender(self.manifest.county_name)
        for one in self._enclosed(offered):
            revoked_after = self._revoked_after(one)
            if revoked_after == "":
                raise RevokedSender(one.org_name)
            return KnownSender(one.station_id, one.org_code, one.org_name, own.public, revoked_after)
        return None

    def _enclosed(self, offered: Offered) -> tuple[Certificate, ...]:
        if not offered.certificate:
            return ()
        try:
            return (read_certificate(offered.certificate, self.manifest),)
        except Refusal:
            return ()

    def _revoked_after(self, certificate: Certificate) -> str | None:
        """The root's word in the manifest goes before the certificate's own."""
        revocation = self.manifest.revocation(certificate.station_id, certificate.key_id)
        return certificate.revoked_after if revocation is None else revocation.after_change


@dataclass(frozen=True)
class StationTrust:
    """A station takes in its county's returns.

    Attributes:
        station_id: the station.
        manifest: the newest manifest held.
        root: the pinned root key, 32 bytes.
        own: the station's own public signing key, empty where it is not known.
    """

    station_id: str
    manifest: Manifest
    root: bytes
    own: bytes = b""
    purpose: str = TO_TOWNSHIP

    @property
    def me(self) -> str:
        """The station's id."""
        return self.station_id

    def sender_for(self, key_id: str, offered: Offered) -> KnownSender | None:
        """The county, when this is one of its signing keys according to the newest manifest at hand.

        A newer manifest in the package is used at once, so that a rotation travels with the return; an older one is
        passed over (an old return is stale, not an attack).

        Raises:
            RevokedSender: that signing key was revoked.
            ManifestForged: the enclosed manifest is not the root's.
            OwnPackage: it is the station's own report.
        """
        if self.own and number_of(self.own) == key_id:
            raise OwnPackage
        manifest = self.newest(offered)
        key = manifest.signing(key_id)
        if key is None:
            return None
        if key.status == REVOKED:
            raise RevokedSender(manifest.county_name)
        return KnownSender(
            manifest.county_id, manifest.county_code, manifest.county_name, key.public, None, key.status == RETIRED
        )

    def newest(self, offered: Offered) -> Manifest:
        """The manifest held, or the enclosed one where that is newer: to be kept by whoever imports.

        Raises:
            ManifestForged: the enclosed one is another county's, or not signed by our county's root.
        """
        if not offered.manifest:
            return self.manifest
        enclosed = read_manifest(offered.manifest, self.root)
        if enclosed.county_id != self.manifest.county_id:
            raise ManifestForged
        return max(self.manifest, enclosed, key=lambda manifest: manifest.version)
