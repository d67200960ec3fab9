"""Lines that are ready to paste read back as what they stand for."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from cxkit.intake.paste import pasted
from cxkit.settings.safe_yaml import Loader

TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=12) | st.sampled_from(
    ["no", "12:30", "007", "1e3", "null", "Null", "a: b", "a #b", "&a", "- a", "data/k.xlsx", "Blad 1 (2)", "Café", ""]
)


@given(st.dictionaries(TEXTS, TEXTS | st.integers(0, 99), max_size=4))
def test_a_line_reads_back_in_the_kit_and_elsewhere(values):
    assert yaml.load(pasted({"sources": values}), Loader=Loader) == {"sources": values}
    assert yaml.safe_load(pasted({"sources": values})) == {"sources": values}
