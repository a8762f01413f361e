"""Contents of items for tests: a good one, and any one that may be published."""

from __future__ import annotations

from hypothesis import strategies as st

from services.intake.items.catalogue.content import FORMS, ItemContent, MaterialContent
from services.intake.items.catalogue.faults import Place, WindowPlace

ID_CARD = MaterialContent("居民身份证", "original_and_copy", 1, True, False, "部门核发")
BOOKLET = MaterialContent("户口簿", "original", 1, True, True, "部门核发", "首页和本人页")
GOOD = ItemContent(
    code="BM-SL-001", name="样例事项", kind="promised", window=1, legal_limit=20, promised_limit=10,
    delegable=True, village_can_finish=False, home_visit=False, bookable=True, fee="不收费", fee_basis="不涉及收费",
    conditions=("本镇居民",), procedure=("申请", "审核", "办结"), result="批文", upper_authority=None,
    co_departments=(), materials=(ID_CARD,),
)  # fmt: skip
PLACE = Place(
    {1: WindowPlace("A", frozenset("A")), 2: WindowPlace(None, frozenset("AB"))}, frozenset({"clerk01", "clerk02"})
)

# What a sheet could take for something else is among it: digits, quotes, commas, lines, escapes, markup, addresses.
_AWKWARD = st.sampled_from(
    ["1", "007", "TRUE", "1e5", "2026-03-02", "'x", '"引"，号', "a,b;c", "_x0041_", "<b>&amp;", "http://例.cn/?a=1#b",
     "𬭎㻒䶮", "~*?", "\\n", "#N/A", "{=x}", "m²"]
)  # fmt: skip
_LETTERS = st.characters(
    min_codepoint=33, exclude_categories=("C", "Z"), exclude_characters="；=+-@＝＋－＠", codec="utf-8"
)


def words(most: int) -> st.SearchStrategy[str]:
    free = st.text(_LETTERS, min_size=1, max_size=most)
    return st.one_of(_AWKWARD, free, st.tuples(free, free).map(lambda two: f"{two[0]} {two[1]}"[: 2 * most]))


MATERIALS = st.builds(
    lambda need, **said: MaterialContent(required=need[0], conditional=need[1], **said),
    need=st.sampled_from([(True, False), (True, True), (False, False)]),
    name=words(8),
    form=st.sampled_from(list(FORMS.values())),
    copies=st.integers(1, 99),
    source=words(6),
    note=st.one_of(st.just(""), words(6), st.tuples(words(4), words(4)).map("\n".join)),
)
_SHARED = {
    "name": words(12),
    "window": st.integers(1, 12),
    "home_visit": st.booleans(),
    "bookable": st.booleans(),
    "fee": words(8),
    "fee_basis": words(8),
    "conditions": st.lists(words(8), min_size=1, max_size=3).map(tuple),
    "procedure": st.lists(words(8), min_size=1, max_size=3).map(tuple),
    "result": words(8),
    "upper_authority": words(6),
    "co_departments": st.lists(words(6), min_size=1, max_size=2).map(tuple),
    "materials": st.lists(MATERIALS, min_size=1, max_size=4, unique_by=lambda each: each.name).map(tuple),
    "business_class": st.one_of(st.none(), st.sampled_from("AB")),
    "controlled": st.booleans(),
}


@st.composite
def contents(draw: st.DrawFn, code: str = "BM-SL-001") -> ItemContent:
    """One that may be published."""
    kind = draw(st.sampled_from(["immediate", "promised", "joint", "reported"]))
    legal = None if kind == "immediate" else draw(st.integers(1, 999))
    promised = 0 if legal is None else draw(st.integers(1, legal))
    delegable = draw(st.booleans())
    post_a, post_b = draw(st.sampled_from([(None, None), ("clerk01", "clerk02")]))
    return ItemContent(
        code=code, kind=kind, legal_limit=legal, promised_limit=promised, delegable=delegable,
        village_can_finish=delegable and draw(st.booleans()), post_a=post_a, post_b=post_b,
        **{name: draw(how) for name, how in _SHARED.items()},
    )  # fmt: skip


@st.composite
def catalogues(draw: st.DrawFn) -> list[ItemContent]:
    """Some items, each with a code of its own."""
    return [draw(contents(f"BM-SL-{number:03}")) for number in range(draw(st.integers(0, 3)))]
