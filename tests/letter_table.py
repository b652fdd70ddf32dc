"""Prints each kind of letter with its elements, their law, their facts, and the tests that prove each.

python tests/letter_table.py
"""

from casework.law.letter_kinds import GROUPS, letter_kinds

TESTS = {
    "handling": "tests/rights/test_handling_elements.py",
    "access": "tests/disclosure/test_access_letters.py",
    "complaint": "tests/complaints/test_complaint_letters.py",
}
"""The tests of each group: `test_each_element_is_printed` for a kind, `test_without_a_fact` for each of its facts."""

if __name__ == "__main__":
    for kind in letter_kinds():
        print(f"\n{kind.id}: {kind.title} ({GROUPS[kind.group].lower()}; {TESTS.get(kind.group, 'tests/notice')})")
        for element in kind.elements:
            law = f"{element.law or 'no provision'}{'' if element.checked else ' (text not read)'}"
            since = f" from {element.since:%d/%m/%Y}" if element.since else ""
            until = f" to {element.until:%d/%m/%Y}" if element.until else ""
            facts = ", ".join(element.facts) or "fixed words"
            print(f"  {element.id:<24} {law}{since}{until}: {facts}")
