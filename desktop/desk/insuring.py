"""Insurance at the desk: the products of the place, the policies to choose from, and what each stay may be claimed."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.commands.insurance import Product
from db.domain.claims import Proposal, proposals, stage_of
from db.domain.family import Family
from db.domain.profile import Profile
from db.domain.support_facts import Claim, HospitalStay, Insured
from db.domain.supports import TOLD_ONLY
from db.queries.insurance import PolicyRow, hospital_grades, policy_rows
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.words import tr

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class StayCase:
    """A stay in hospital with what it may be claimed and what was.

    Attributes:
        stay: the stay; `name`: whose.
        offers: what each insurance should pay, claimed or not.
        claims: those on file, in order of their handing in.
    """

    stay: HospitalStay
    name: str
    offers: tuple[Proposal, ...]
    claims: tuple[Claim, ...]

    @property
    def waiting(self) -> tuple[Proposal, ...]:
        """The offers nobody has claimed yet."""
        return self._not_claimed(self.claims)

    @property
    def open(self) -> tuple[Proposal, ...]:
        """The offers that may be claimed, those whose claim was refused once more included."""
        return self._not_claimed(tuple(claim for claim in self.claims if claim.refused_on is None))

    def _not_claimed(self, claims: tuple[Claim, ...]) -> tuple[Proposal, ...]:
        taken = {claim.insured_id for claim in claims}
        return () if "" in taken else tuple(offer for offer in self.offers if offer.insured_id not in taken)


@dataclass(frozen=True)
class InsuranceCase:
    """What the panels of insurance and hospital need to know of a family and of the office.

    Attributes:
        products: of the place today; `policies`: running today or later.
        covers: who is insured by what, the latest term of a person and product last.
        stays: the latest first.
        hospitals: names on the office's list, with their grades.
    """

    products: tuple[Product, ...] = ()
    policies: tuple[PolicyRow, ...] = ()
    covers: tuple[Insured, ...] = ()
    stays: tuple[StayCase, ...] = ()
    hospitals: tuple[tuple[str, str], ...] = ()

    def stay(self, stay_id: str) -> StayCase | None:
        """One stay."""
        return next((each for each in self.stays if each.stay.id == stay_id), None)

    def stay_of_claim(self, claim_id: str) -> StayCase | None:
        """The stay a claim is made on."""
        return next((each for each in self.stays if any(claim.id == claim_id for claim in each.claims)), None)

    def product(self, written: str) -> Product:
        """The product meant by a code or name of the record; one the place does not know is its own name."""
        return next((each for each in self.products if written in each.names), Product(written, written))

    def cover(self, insured_id: str) -> Insured | None:
        """One term of insurance."""
        return next((each for each in self.covers if each.id == insured_id), None)

    def latest(self, person_id: str, product: Product) -> Insured | None:
        """The term of a person and product that ends last; None when there never was one."""
        mine = [i for i in self.covers if i.person_id == person_id and i.product in product.names]
        return max((i for i in mine if i.stage != TOLD_ONLY), key=lambda i: i.until or date.max, default=None)


def insurance_case(desk: Desk, view: FamilyView) -> InsuranceCase:
    """The insurance and the stays of a family, with what the office has to choose from."""
    with desk.record.store.reading() as connection:
        policies, hospitals = policy_rows(connection), hospital_grades(connection)
    covers = sorted(view.facts.insured, key=lambda i: (i.person_id, i.product, i.since))
    return InsuranceCase(
        products_of(desk.profile, view.on),
        tuple(policy for policy in policies if policy.until >= view.on),
        tuple(covers),
        stay_cases(view.facts, desk.profile, view.on),
        tuple(hospitals.items()),
    )


def stay_cases(family: Family, profile: Profile, on: date) -> tuple[StayCase, ...]:
    """The stays of a family, the latest first."""
    names = {person.id: person.name for person in family.persons}
    stays = sorted(family.stays, key=lambda stay: (stay.admitted_on, stay.id), reverse=True)
    return tuple(
        StayCase(
            stay,
            names.get(stay.person_id, ""),
            proposals(family, stay, profile, on),
            tuple(sorted((c for c in family.claims if c.stay_id == stay.id), key=lambda c: c.submitted_on or date.max)),
        )
        for stay in stays
    )


def products_of(profile: Profile, on: date) -> tuple[Product, ...]:
    """The insurance products of the place on a day, required ones first."""
    found = sorted(profile.products_on(on), key=lambda product: not product.required)
    return tuple(Product(each.code, each.name, frozenset(each.also)) for each in found)


def stages_of(profile: Profile, on: date, code: str) -> tuple[str, ...]:
    """The stages this place keeps of a product: `publicity`, `enrolled`, `handed`, `closed`."""
    found = next((each for each in profile.products_on(on) if each.code == code), None)
    return found.stages if found else ("enrolled", "closed")


_STEPS = {
    "prepared": "材料还没交",
    "submitted": "材料已交",
    "accepted": "已受理",
    "paid": "已赔付",
    "refused": "拒赔",
}


def step_words(claim: Claim, on: date) -> str:
    """How far a claim is, in a word."""
    return tr(_STEPS[stage_of(claim, on)])
