"""What an insurance pays for a stay in hospital: days, amount, and the reason for every day it does not pay (S4).

A day of a stay is a night in hospital: the day of admission counts, the day of discharge does not; one day at least.
A proposal is advice: the insurer decides, and an officer may file a claim all the same, with a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.almanac import almanac
from db.domain.family import Family
from db.domain.money import yuan_words
from db.domain.profile import Profile
from db.domain.profile_entries import Product
from db.domain.standing import day_words
from db.domain.support_facts import Claim, HospitalStay, Insured
from db.domain.supports import TOLD_ONLY

ONE_DAY = timedelta(days=1)
FEN = 100
OVER_LIMIT, OVER_STAY, OUTSIDE, WAITING, GRADE, IN_HOSPITAL = (
    "over_limit", "over_stay", "outside", "waiting", "grade", "in_hospital",
)  # fmt: skip
PREPARED, SUBMITTED, ACCEPTED, PAID, REFUSED = "prepared", "submitted", "accepted", "paid", "refused"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one product pays, from its policy where that says so and from the profile elsewhere.

    Attributes:
        code, name: the product.
        per_day, icu_per_day: 分 a day; 0: not said.
        day_limit, stay_limit: days a term and days a stay; 0: no limit.
        waiting_days: days from the beginning of unbroken cover in which nothing is paid.
        hospital_rule: the hospitals paid for, in words.
    """

    code: str
    name: str
    per_day: int = 0
    icu_per_day: int = 0
    day_limit: int = 0
    stay_limit: int = 0
    waiting_days: int = 0
    hospital_rule: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """Days not paid: `kind` is one of the module's codes; the reason is a Chinese clause."""

    kind: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one term of insurance should pay for one stay.

    Attributes:
        stay_id, insured_id, product, name: what it is about; `product` is the code.
        days: days to claim, `icu_days` of them in intensive care.
        amount: 分; None when nobody has written down what a day pays.
        left: days of the term's limit still free before this stay; None without a limit.
        cuts: what is not paid, and why.
        doubt: what an officer should check first; "" when nothing.
    """

    stay_id: str
    insured_id: str
    product: str
    name: str
    days: int = 0
    icu_days: int = 0
    amount: int | None = 0
    left: int | None = None
    cuts: tuple[Cut, ...] = ()
    doubt: str = ""

    @property
    def words(self) -> str:
        """The proposal in a clause: 住院护理补贴保险 10 天，1000 元."""
        if not self.days:
            return f"{self.name}不能报：{self.reason}"
        amount = "金额按保险公司核定" if self.amount is None else f"{yuan_words(self.amount)} 元"
        return f"{self.name} {self.days} 天，{amount}"

    @property
    def reason(self) -> str:
        """Why not more; "" when every day is paid."""
        return "；".join(cut.reason for cut in self.cuts)


def nights(stay: HospitalStay, day: date) -> int:
    """Days of the stay by `day`: the day of admission counts, the day of discharge does not; one at least."""
    left = stay.discharged_on if stay.discharged_on and stay.discharged_on <= day else day
    return max(1, (left - stay.admitted_on).days)


def stage_of(claim: Claim, day: date) -> str:
    """How far a claim was on `day`: `prepared`, `submitted`, `accepted`, `paid` or `refused`."""
    steps = ((REFUSED, claim.refused_on), (PAID, claim.paid_on), (ACCEPTED, claim.accepted_on))
    done = next((stage for stage, on in steps if on is not None and on <= day), "")
    return done or (SUBMITTED if claim.submitted_on and claim.submitted_on <= day else PREPARED)


def grade_of(words: str) -> int:
    """The grade a hospital or a rule names: 3 for 三级 or 三甲, 2, 1; 0 when it names none."""
    found = [rank for rank, signs in _GRADES.items() if any(sign in words for sign in signs)]
    return min(found, default=0)


_GRADES = {rank: (f"{han}级", f"{han}甲", f"{han}乙", f"{rank}级") for rank, han in ((3, "三"), (2, "二"), (1, "一"))}


def terms_of(insured: Insured, profile: Profile, day: date) -> Terms:
    """The terms that hold for a person's insurance on `day`: the policy's own, else those of the profile's product."""
    product = almanac(profile, day).every_product.get(insured.product)
    base = _of_product(product) if product else Terms(insured.product, insured.product)
    policy = insured.policy
    if policy is None:
        return base
    return Terms(
        base.code,
        base.name,
        policy.per_day or base.per_day,
        base.icu_per_day,
        policy.day_limit or base.day_limit,
        policy.stay_limit or base.stay_limit,
        policy.waiting_days or base.waiting_days,
        policy.hospital_rule or base.hospital_rule,
    )


def _of_product(product: Product) -> Terms:
    return Terms(
        product.code,
        product.name,
        product.per_day_yuan * FEN,
        product.icu_per_day_yuan * FEN,
        product.day_limit,
        product.stay_limit,
        product.waiting_days,
        product.hospital_rule,
    )


def proposals(family: Family, stay: HospitalStay, profile: Profile, day: date) -> tuple[Proposal, ...]:
    """What each insurance of the person should pay for a stay, as known on `day` (worked examples 10 and 11).

    Args:
        family: whose stay it is, with insurance and claims.
        stay: the stay.
        profile: the locality, for the products' terms.
        day: facts after it are not looked at.

    Returns:
        One for every term of insurance that touches the stay, in order; a term that pays nothing says why. Nothing
        when the person was not insured at all in those days.
    """
    last = stay.admitted_on + timedelta(days=nights(stay, day) - 1)
    mine = sorted((i for i in family.insured if _touches(i, stay, last)), key=lambda i: (i.product, i.since, i.id))
    products = almanac(profile, stay.admitted_on).every_product
    found: list[Proposal] = []
    for insured in mine:
        terms = terms_of(insured, profile, stay.admitted_on)
        before = [one for one in found if one.product == terms.code]
        kin = tuple(i for i in family.insured if _code(i, products) == terms.code and i.person_id == stay.person_id)
        found.append(_Reckoning(family, stay, insured, terms, kin, day).proposal(before))
    return tuple(found)


def _code(insured: Insured, products: Mapping[str, Product]) -> str:
    """The product's code: an imported roster may carry its name."""
    product = products.get(insured.product)
    return product.code if product else insured.product


def _touches(insured: Insured, stay: HospitalStay, last: date) -> bool:
    if insured.person_id != stay.person_id or insured.stage == TOLD_ONLY:
        return False
    return insured.since <= last and (insured.until is None or insured.until >= stay.admitted_on)


def unclaimed(family: Family, stay: HospitalStay, profile: Profile, day: date) -> tuple[Proposal, ...]:
    """The proposals worth filing for which no claim was handed in by `day`."""
    handed = [c for c in family.claims if c.stay_id == stay.id and c.submitted_on and c.submitted_on <= day]
    done = {claim.insured_id for claim in handed}
    if "" in done:
        return ()
    return tuple(p for p in proposals(family, stay, profile, day) if p.days and p.insured_id not in done)


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """One stay under one term; `kin` are all the person's terms of the same product."""

    family: Family
    stay: HospitalStay
    insured: Insured
    terms: Terms
    kin: tuple[Insured, ...]
    day: date

    def proposal(self, before: list[Proposal]) -> Proposal:
        """What the term pays; `before`: what earlier terms of the same product pay for the same stay."""
        barred = self._barred()
        if barred:
            return self._made(0, 0, (barred,))
        whole = nights(self.stay, self.day)
        days = self._inside(whole)
        cuts = []
        if days < whole:
            cuts.append(Cut(OUTSIDE, whole - days, f"{whole - days} 天不在保险期内，{self._term()}"))
        for kind, room, words in self._limits(before):
            if days > room:
                cuts.append(Cut(kind, days - room, f"{days - room} 天超限，{words}"))
                days = room
        icu = min(days, max(0, self.stay.icu_days - sum(one.icu_days for one in before)))
        return self._made(days, icu, tuple(cuts))

    def _made(self, days: int, icu: int, cuts: tuple[Cut, ...]) -> Proposal:
        terms = self.terms
        amount = (days - icu) * terms.per_day + icu * (terms.icu_per_day or terms.per_day)
        left = max(0, terms.day_limit - self._used()) if terms.day_limit else None
        said = amount if terms.per_day else None
        doubt = self._doubt() if days else ""
        return Proposal(self.stay.id, self.insured.id, terms.code, terms.name, days, icu, said, left, cuts, doubt)

    def _barred(self) -> Cut | None:
        """Why the term pays nothing at all for this stay; None when it pays."""
        stay, whole = self.stay, nights(self.stay, self.day)
        if stay.discharged_on is None or stay.discharged_on > self.day:
            return Cut(IN_HOSPITAL, whole, "还没出院，出院后再算")
        since = self._covered_since()
        if stay.admitted_on < since:
            said = f"不在保险期内，{self._say(since)} 起保，{self._say(stay.admitted_on)} 已经入院"
            return Cut(OUTSIDE, whole, said)
        first_paid = since + timedelta(days=self.terms.waiting_days)
        if stay.admitted_on < first_paid:
            until = f"{self.terms.waiting_days} 天等待期到 {self._say(first_paid - ONE_DAY)}"
            return Cut(WAITING, whole, f"等待期，{self._say(since)} 起保，{until}，{self._say(stay.admitted_on)} 入院")
        grade, least = grade_of(stay.hospital_grade), grade_of(self.terms.hospital_rule)
        if grade and grade < least:
            said = f"医院等级不符，要求{self.terms.hospital_rule}，这次是{stay.hospital}（{stay.hospital_grade}）"
            return Cut(GRADE, whole, said)
        return None

    def _covered_since(self) -> date:
        """The first day of unbroken cover by this product: a term renewed without a gap starts no new waiting."""
        since = self.insured.since
        for other in sorted(self.kin, key=lambda i: i.since, reverse=True):
            joined = other.until is None or other.until >= since - ONE_DAY
            if other.stage != TOLD_ONLY and other.since < since and joined:
                since = other.since
        return since

    def _inside(self, whole: int) -> int:
        """Days of the stay in this term; where two terms overlap, a day belongs to the earlier one."""
        mine = (self.insured.since, self.insured.id)
        earlier = [i for i in self.kin if (i.since, i.id) < mine and i.stage != TOLD_ONLY]
        if any(i.until is None for i in earlier):
            return 0
        free_from = max((i.until + ONE_DAY for i in earlier if i.until), default=date.min)
        first = max(self.stay.admitted_on, self.insured.since, free_from)
        end = self.stay.admitted_on + timedelta(days=whole - 1)
        last = min(end, self.insured.until) if self.insured.until else end
        return max(0, (last - first).days + 1)

    def _limits(self, before: list[Proposal]) -> tuple[tuple[str, int, str], ...]:
        """The limits that hold: kind, days left under it, and its words."""
        terms, found = self.terms, []
        if terms.stay_limit:
            room = max(0, terms.stay_limit - sum(one.days for one in before))
            found.append((OVER_STAY, room, f"每次住院最多 {terms.stay_limit} 天"))
        if terms.day_limit:
            used = self._used()
            words = f"每期最多 {terms.day_limit} 天，已用 {used} 天"
            found.append((OVER_LIMIT, max(0, terms.day_limit - used), words))
        return tuple(found)

    def _used(self) -> int:
        """Days of the term that other stays have taken: claims not refused, prepared ones too."""
        others = {s.id: s for s in self.family.stays if s.person_id == self.insured.person_id and s.id != self.stay.id}
        return sum(c.days for c in self.family.claims if c.stay_id in others and self._counts(c, others[c.stay_id]))

    def _counts(self, claim: Claim, stay: HospitalStay) -> bool:
        if stage_of(claim, self.day) == REFUSED or (claim.submitted_on and claim.submitted_on > self.day):
            return False
        if claim.insured_id:
            return claim.insured_id == self.insured.id
        until = self.insured.until or date.max
        return self.insured.since <= stay.admitted_on <= until

    def _doubt(self) -> str:
        if self.terms.hospital_rule and not grade_of(self.stay.hospital_grade):
            return f"没有写医院等级，请核对是不是{self.terms.hospital_rule}"
        return ""

    def _term(self) -> str:
        until = f"到 {self._say(self.insured.until)}" if self.insured.until else "起"
        return f"保险期 {self._say(self.insured.since)} {until}"

    def _say(self, on: date) -> str:
        return day_words(on, self.day.year)
