"""Amounts that differ, and sums and averages that don't come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, product

from pipeline.checks.article import Article, Mention, Sentence
from pipeline.checks.findings import Discrepancy
from pipeline.checks.margins import Interval, count_of, interval_of
from pipeline.document import Money, MoneyRole, Quantity

# What `Money.territory` calls the home market of a worldwide total.
_DOMESTIC = frozenset({"domestic", "US", "US CA", "CA US"})
_PARTS = _DOMESTIC | {"international"}
# A paragraph with more amounts of a kind is a table in prose; which belong together is a guess.
_MAX_AMOUNTS = 3


# --- Infobox against prose -----------------------------------------------------------------


def gross_differs(article: Article) -> Iterator[Discrepancy]:
    """The prose puts the worldwide total otherwise than the infobox."""
    amounts = [m for m in article.prose_mentions(Money) if m.reading.role == "gross"]
    totals = [m for m in amounts if m.reading.territory == "worldwide"]
    # The only gross in an article is its total, whatever it leaves unsaid.
    if not totals and len(amounts) == 1 and not amounts[0].reading.territory:
        totals = amounts
    yield from _differing(article.fact_mentions(Money, "gross"), totals, "grossed")


def budget_differs(article: Article) -> Iterator[Discrepancy]:
    """The prose puts the budget otherwise than the infobox."""
    budgets = [m for m in article.prose_mentions(Money) if m.reading.role == "budget"]
    yield from _differing(article.fact_mentions(Money, "budget"), budgets, "a budget of")


def _differing(
    stated: list[Mention[Money]], claims: list[Mention[Money]], what: str
) -> Iterator[Discrepancy]:
    """The claims, where not one of them in the currency of the infobox agrees with it.

    Where one agrees, the others are about other things: a part, an estimate, a re-release.
    """
    currencies = {mention.reading.currency for mention in stated}
    comparable = [claim for claim in claims if claim.reading.currency in currencies]
    if any(_agree(claim, mention) for claim in comparable for mention in stated):
        return
    for claim in comparable:
        text = f"{what} {claim.place.text!r} in the prose, but {stated[0].place.text!r} in the infobox"
        yield Discrepancy(claim.place, text, (stated[0].place,))


def _agree(a: Mention[Money], b: Mention[Money]) -> bool:
    return a.reading.currency == b.reading.currency and interval_of(a).meets(interval_of(b))


def part_exceeds_total(article: Article) -> Iterator[Discrepancy]:
    """One territory, or the opening, earned more than the worldwide total."""
    amounts = article.prose_mentions(Money)
    totals = [m for m in amounts if m.reading.role == "gross" and m.reading.territory == "worldwide"]
    totals += article.fact_mentions(Money, "gross")
    largest: dict[str, Mention[Money]] = {}
    for total in totals:
        currency = total.reading.currency
        if currency not in largest or largest[currency].reading.amount < total.reading.amount:
            largest[currency] = total
    for part in amounts:
        whole = largest.get(part.reading.currency)
        if whole and _is_part(part.reading) and interval_of(part).low > interval_of(whole).high:
            text = f"{part.place.text!r} is more than the total of {whole.place.text!r}"
            yield Discrepancy(part.place, text, (whole.place,))


def _is_part(money: Money) -> bool:
    return money.role == "opening" or (money.role == "gross" and money.territory in _PARTS)


# --- Sums and averages ---------------------------------------------------------------------


def sum_differs(article: Article) -> Iterator[Discrepancy]:
    """Domestic and international gross don't add up to the worldwide one, beyond rounding."""
    stated = article.fact_mentions(Money, "gross")
    told = any(
        m.reading.role == "gross" and m.reading.territory == "worldwide"
        for m in article.prose_mentions(Money)
    )
    for _, sentences in groupby(article.sentences, key=lambda sentence: sentence.paragraph):
        amounts = [m for sentence in sentences for m in _of_role(sentence, "gross")]
        home = [m for m in amounts if m.reading.territory in _DOMESTIC]
        abroad = [m for m in amounts if m.reading.territory == "international"]
        total = [m for m in amounts if m.reading.territory == "worldwide"]
        same_currency = len({m.reading.currency for m in (*home, *abroad, *total)}) == 1
        if same_currency and _few(home, abroad, total) and not _any_sum(home, abroad, total):
            text = (
                f"{home[0].place.text!r} and {abroad[0].place.text!r} don't add up to {total[0].place.text!r}"
            )
            yield Discrepancy(total[0].place, text, (home[0].place, abroad[0].place))
        # The prose has no total of its own: then the infobox has it.
        elif not told and len(home) == len(abroad) == len(stated) == 1:
            yield from _off_stated(home[0], abroad[0], stated[0])


def _off_stated(home: Mention[Money], abroad: Mention[Money], total: Mention[Money]) -> Iterator[Discrepancy]:
    """Whether the two don't add up to the total of the infobox, which may be of one of them alone."""
    same_currency = home.reading.currency == abroad.reading.currency == total.reading.currency
    of_one = _agree(home, total) or _agree(abroad, total) or total.after.lstrip()[:1] in ("(", "[")
    if same_currency and not of_one and not _any_sum([home], [abroad], [total]):
        text = f"{home.place.text!r} and {abroad.place.text!r} don't add up to {total.place.text!r}"
        yield Discrepancy(home.place, text, (abroad.place, total.place))


def _any_sum(home: list[Mention[Money]], abroad: list[Mention[Money]], total: list[Mention[Money]]) -> bool:
    return any(
        (interval_of(a) + interval_of(b)).meets(interval_of(c)) for a, b, c in product(home, abroad, total)
    )


def average_differs(article: Article) -> Iterator[Discrepancy]:
    """The average per theater is not the gross divided by the theaters of its sentence."""
    for sentence in article.sentences:
        averages = _of_role(sentence, "average")
        grosses = _of_role(sentence, "opening") or _of_role(sentence, "gross")
        theaters = [
            m for m in sentence.of(Quantity) if m.reading.unit == "theater" and m.reading.quantity > 0
        ]
        if _few(averages, grosses, theaters) and not any(
            _quotient(gross, count).meets(interval_of(average))
            for average, gross, count in product(averages, grosses, theaters)
            if average.reading.currency == gross.reading.currency
        ):
            average, gross, count = averages[0], grosses[0], theaters[0]
            text = f"{average.place.text!r} is not {gross.place.text!r} divided by {count.place.text!r}"
            yield Discrepancy(average.place, text, (gross.place, count.place))


def _quotient(gross: Mention[Money], theaters: Mention[Quantity]) -> Interval:
    return interval_of(gross) / count_of(theaters)


def _of_role(sentence: Sentence, role: MoneyRole) -> list[Mention[Money]]:
    return [mention for mention in sentence.of(Money) if mention.reading.role == role]


def _few(*kinds: Iterable[Mention[Money]] | Iterable[Mention[Quantity]]) -> bool:
    """Whether each kind is there, and not so often that it is unclear which belong together."""
    return all(1 <= len(list(mentions)) <= _MAX_AMOUNTS for mentions in kinds)
