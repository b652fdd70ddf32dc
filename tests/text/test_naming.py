"""The model of names and numbers finds every form as what it is, and ignores what is not a name."""

import pytest

from casework.text.forms import Answer, Name, NameForm, RegisteredPerson, TextBlock
from casework.text.naming import Model

PEOPLE = [
    RegisteredPerson(
        1, (Name("Ms", "Katherine", "Anne", "Robertson"),), ("0012345",), ("SW12345",), ("QQ123456C",),
        ("k.robertson@example.org",), ("TS24 8AY",), ("1984-03-14",),
    ),
    RegisteredPerson(
        2, (Name("Mr", "Tariq", "Ali", "Hussain"),), ("0067890", "19870412"), ("SW0067891",), ("AB654321A", "AB051279C"),
        ("tariq.hussain@example.org", "th7@example.org"), ("TS25 1AA",), ("1979-12-05",),
    ),
    RegisteredPerson(3, (Name("", "Ann", "", "Lee"),)),
    RegisteredPerson(4, (Name("", "Sarah", "", "Smith-Jones"),)),
    RegisteredPerson(5, (Name("", "Ed", "", "Wards"), Name("", "Jack", "", "Son"), Name("", "Robert", "", "Son"))),
    RegisteredPerson(6, (Name("", "May", "", "Page"), Name("", "Will", "", "Day"))),
    RegisteredPerson(7, (Name("", "Siobhan", "", "O'Brien"),)),
    RegisteredPerson(8, (Name("Mr", "Amir", "", "Khan"),)),
    RegisteredPerson(9, (Name("Mr", "David", "", "Robertson"),)),
    RegisteredPerson(10, (Name(full="Anna van der Berg"),)),
    RegisteredPerson(11, (Name("", "Hamish", "", "McIntyre"),)),
    RegisteredPerson(12, (Name("", "Amy", "", "St John"), Name("", "John", "", "Road"))),
    RegisteredPerson(13, (Name("", "Cher"),), ("12",)),
    RegisteredPerson(14, (Name("", "Jo", "", "Ng"),)),
    RegisteredPerson(15, (Name("", "Katherine", "", "Robertson"),)),
]  # fmt: skip
"""Person 1 is the data subject; person 15 has her name."""

MODEL = Model(PEOPLE)

FORMS = [
    ("Tariq Hussain", NameForm.full, "Tariq Hussain"),
    ("tariq hussain", NameForm.full, "tariq hussain"),
    ("Tariq Ali Hussain", NameForm.full, "Tariq Ali Hussain"),
    ("Tariq A. Hussain", NameForm.full, "Tariq A. Hussain"),
    ("called Tariq. Hussain was out", NameForm.full, "Tariq. Hussain"),
    ("Hussain, Tariq", NameForm.reversed, "Hussain, Tariq"),
    ("HUSSAIN Tariq Ali", NameForm.reversed, "HUSSAIN Tariq Ali"),
    ("Tariq Mohammed Hussain", NameForm.between, "Tariq Mohammed Hussain"),
    ("Tariq (Taz) Hussain", NameForm.between, "Tariq (Taz) Hussain"),
    ("Tariq 'the boss' Hussain", NameForm.between, "Tariq 'the boss' Hussain"),
    ("Hussain, Mr Tariq", NameForm.between, "Hussain, Mr Tariq"),
    ("Tariq and Amina Hussain", NameForm.between, "Tariq and Amina Hussain"),
    ("Tariq & Amina Hussain", NameForm.between, "Tariq & Amina Hussain"),
    ("tariq m hussain", NameForm.between, "tariq m hussain"),
    ("Tariq Hussain's rota", NameForm.full, "Tariq Hussain"),
    ("Tariq Hussain’s rota", NameForm.full, "Tariq Hussain"),
    ("Tariq Hussain`s rota", NameForm.full, "Tariq Hussain"),
    ("Tariq Hussain′s rota", NameForm.full, "Tariq Hussain"),
    ("Tаriq Hussаin", NameForm.full, "Tаriq Hussаin"),  # Cyrillic a
    ("Τariq Ηussain", NameForm.full, "Τariq Ηussain"),  # Greek capitals
    ("Ｔａｒｉｑ Ｈｕｓｓａｉｎ", NameForm.full, "Ｔａｒｉｑ Ｈｕｓｓａｉｎ"),
    ("Tar\u200biq Hus\u00adsain", NameForm.full, "Tar\u200biq Hus\u00adsain"),
    ("Tariq\U000e0041 Huss\u202eain", NameForm.full, "Tariq\U000e0041 Huss\u202eain"),
    ("Ta[U+200B]riq [U+FF28]ussain", NameForm.full, "Ta[U+200B]riq [U+FF28]ussain"),
    ("Táriq Hüssain", NameForm.full, "Táriq Hüssain"),
    ("Tar-\niq Hus-\nsain", NameForm.full, "Tar-\niq Hus-\nsain"),
    ("Tar iqHus sain", NameForm.full, "Tar iqHus sain"),
    ("T a r i q  H u s s a i n", NameForm.full, "T a r i q  H u s s a i n"),
    ("A n n  L e e", NameForm.full, "A n n  L e e"),
    ("Ta<b>riq</b> Hussain", NameForm.full, "Ta<b>riq</b> Hussain"),
    ('<span title="Tariq Hussain">x</span>', NameForm.full, "Tariq Hussain"),
    ("&#84;ariq Hussain", NameForm.full, "&#84;ariq Hussain"),
    ("tariq_hussain1", NameForm.full, "tariq_hussain"),
    ("Tariq Hussain2", NameForm.full, "Tariq Hussain"),
    ("tariqhussain", NameForm.run_together, "tariqhussain"),
    ("HussainTariq", NameForm.run_together, "HussainTariq"),
    ("annlee", NameForm.short_run, "annlee"),
    ("AnnLee", NameForm.short_run, "AnnLee"),
    ("EdWards", NameForm.short_run, "EdWards"),
    ("xTariq Hussain", NameForm.slip, "xTariq Hussain"),
    ("Tariq HussainX", NameForm.slip, "Tariq HussainX"),
    ("Tarik Hussain", NameForm.slip, "Tarik Hussain"),
    ("Tariq Husain", NameForm.slip, "Tariq Husain"),
    ("Tariq Hussian", NameForm.slip, "Tariq Hussian"),
    ("Anm Lee", NameForm.slip, "Anm Lee"),
    ("T Hussain", NameForm.initial, "T Hussain"),
    ("t. hussain", NameForm.initial, "t. hussain"),
    ("T.A. Hussain", NameForm.initial, "T.A. Hussain"),
    ("TA Hussain rang", NameForm.initial, "TA Hussain"),
    ("Hussain T", NameForm.initial, "Hussain T"),
    ("Hussain, T.", NameForm.initial, "Hussain, T"),
    ("THussain", NameForm.initial, "THussain"),
    ("Mr T Hussain", NameForm.initial, "T Hussain"),
    ("J Ng", NameForm.initial, "J Ng"),
    ("Mr Hussain", NameForm.titled, "Mr Hussain"),
    ("mr hussain", NameForm.titled, "mr hussain"),
    ("Hussain (Mr)", NameForm.titled, "Hussain (Mr"),
    ("Dr O’Brien’s", NameForm.titled, "Dr O’Brien"),
    ("Ali Hussain", NameForm.short_form, "Ali Hussain"),
    ("Dave Robertson", NameForm.short_form, "Dave Robertson"),
    ("Sarah Jones", NameForm.half, "Sarah Jones"),
    ("Smith, Sarah", NameForm.half, "Smith, Sarah"),
    ("Anna Berg", NameForm.half, "Anna Berg"),
    ("tariq.hussain@elsewhere.org", NameForm.full, "tariq.hussain"),
    ("tariqhussain@elsewhere.org", NameForm.run_together, "tariqhussain"),
    ("annlee@elsewhere.org", NameForm.address, "annlee"),
    ("t.hussain@elsewhere.org", NameForm.initial, "t.hussain"),
    ("thussain [at] elsewhere.org", NameForm.other_address, "thussain"),
    ("hussaint7@elsewhere.org", NameForm.other_address, "hussaint"),
    ("tariqh at elsewhere dot org", NameForm.other_address, "tariqh"),
    ("tariq.hussain @ example.org", NameForm.full, "tariq.hussain"),
    ("mail th7@example.org. Then ring", NameForm.email, "th7@example.org"),
    ("TH7 AT EXAMPLE.ORG", NameForm.email, "TH7 AT EXAMPLE.ORG"),
    ("th7 [at] example [dot] org", NameForm.email, "th7 [at] example [dot] org"),
    ("th7 at example dot org today", NameForm.email, "th7 at example dot org"),
    ("th7＠example．org", NameForm.email, "th7＠example．org"),
    ("- _th7<at>example.org", NameForm.email, "_th7<at>example.org"),
    ("staff no 19870412", NameForm.staff, "19870412"),
    ("id_00_67_890", NameForm.staff, "00_67_890"),
    ("SW no. 67891", NameForm.registration, "67891"),
    ("born 05121979, TS25 1AA", NameForm.birth_and_postcode, "05121979"),
    ("5 Dec '79, TS25 1AA", NameForm.birth_and_postcode, "5 Dec '79"),
    ("First name: Tariq, surname: Hussain", NameForm.between, "Tariq, surname: Hussain"),
    ("Surname: Hussain\nForename: Tariq", NameForm.between, "Hussain\nForename: Tariq"),
    ('{"first":"Tariq","last":"Hussain"}', NameForm.between, 'Tariq","last":"Hussain'),
    ("Tariq (née Hussain)", NameForm.between, "Tariq (née Hussain"),
    ("Tariq Noor, formerly Hussain", NameForm.between, "Tariq Noor, formerly Hussain"),
    ("Tariq, Sara and Jan Hussain", NameForm.between, "Tariq, Sara and Jan Hussain"),
    ("RotaTariqHussain2026.pdf", NameForm.run_together, "RotaTariqHussain"),
    ("HussainTariqRota.pdf", NameForm.run_together, "HussainTariqRota"),
    ("Hussain_t_rota.pdf", NameForm.initial, "Hussain_t"),
    ("Rota t_hussain.pdf", NameForm.initial, "t_hussain"),
    ("HussainT.doc", NameForm.initial, "HussainT"),
    ("thussain_rota.pdf", NameForm.other_address, "thussain"),
    ("COUNCIL\\thussain", NameForm.other_address, "thussain"),
    ("user name: hussaint", NameForm.other_address, "hussaint"),
    ("ask @thussain", NameForm.other_address, "thussain"),
    ("Mr & Mrs T Hussain", NameForm.initial, "T Hussain"),
    ("Hussain Mr T", NameForm.initial, "Hussain Mr T"),
    ("AM Khan rang", NameForm.initial, "AM Khan"),
    ("Bhan O'Brien", NameForm.short_form, "Bhan O'Brien"),
    ("Mr Berg", NameForm.half, "Mr Berg"),
    ("S Jones", NameForm.half, "S Jones"),
    ("Ana van der Berg", NameForm.slip, "Ana van der Berg"),
    ("🆃🅰🆁🅸🆀 🅷🆄🆂🆂🅰🅸🅽", NameForm.full, "🆃🅰🆁🅸🆀 🅷🆄🆂🆂🅰🅸🅽"),
    ("Tariq, known as Taz, Hussain", NameForm.between, "Tariq, known as Taz, Hussain"),
    ("Tariq aka Taz Hussain", NameForm.between, "Tariq aka Taz Hussain"),
    ("Tariq (1979) Hussain", NameForm.between, "Tariq (1979) Hussain"),
    ("<w:t>Tariq </w:t><w:t>Hus</w:t><w:t>sain</w:t>", NameForm.full, "Tariq </w:t><w:t>Hus</w:t><w:t>sain"),
    ("Siobhan O Brien", NameForm.full, "Siobhan O Brien"),
    ("siobhan obrien", NameForm.full, "siobhan obrien"),
    ("Siobhan O’Brien", NameForm.full, "Siobhan O’Brien"),
    ("Hamish MacIntyre", NameForm.full, "Hamish MacIntyre"),
    ("Amy Saint John", NameForm.full, "Amy Saint John"),
    ("Amy St John's report", NameForm.full, "Amy St John"),
    ("May Page rang", NameForm.full, "May Page"),
    ("MAY PAGE", NameForm.full, "MAY PAGE"),
    ("Mr D Robertson", NameForm.initial, "D Robertson"),
    ("Mr Robertson", NameForm.titled, "Mr Robertson"),
    ("staff 67890", NameForm.staff, "67890"),
    ("00 67 890", NameForm.staff, "00 67 890"),
    ("0.0.6.7.8.9.0", NameForm.staff, "0.0.6.7.8.9.0"),
    ("E0067890", NameForm.staff, "0067890"),
    ("StaffNo67890x", NameForm.staff, "67890"),
    ("SW67891", NameForm.registration, "SW67891"),
    ("SW 00 67891", NameForm.registration, "SW 00 67891"),
    ("registration number 67891", NameForm.registration, "67891"),
    ("67891", NameForm.registration_digits, "67891"),
    ("AB 65 43 21 D", NameForm.ni, "AB 65 43 21"),
    ("A B 654321", NameForm.ni, "A B 654321"),
    ("NINOAB654321A", NameForm.ni, "AB654321"),
    ("Tariq1 Hussain2", NameForm.full, "Tariq1 Hussain"),
    ("AB.65.43.21.D", NameForm.ni, "AB.65.43.21"),
    ("AB/05/12/79/C", NameForm.ni, "AB/05/12/79"),
    ("code 1257L. T.Hussain", NameForm.initial, "T.Hussain"),
    ("Mrs & Mr Hussain", NameForm.titled, "Mr Hussain"),
    ("Mr and Mrs Hussain", NameForm.titled, "Mr and Mrs Hussain"),
    ("Tariq.Husain", NameForm.slip, "Tariq.Husain"),
    ("Tariq Husain's rota", NameForm.slip, "Tariq Husain"),
    ("Tariq Q Husain", NameForm.slip, "Tariq Q Husain"),
    ("Sarah Smitj-Jones", NameForm.slip, "Sarah Smitj-Jones"),
    ("Sarha Smith-Jones", NameForm.slip, "Sarha Smith-Jones"),
    ("Anna van er Berg", NameForm.slip, "Anna van er Berg"),
    ("xJo Ng", NameForm.slip, "xJo Ng"),
    ("Jo Ngx", NameForm.slip, "Jo Ngx"),
    ("00000067890", NameForm.staff, "00000067890"),
    ("Sarah Q Jones", NameForm.half, "Sarah Q Jones"),
    ("born 05/12/1979, TS25 1AA", NameForm.birth_and_postcode, "05/12/1979"),
    ("5th Dec 1979 ts251aa", NameForm.birth_and_postcode, "5th Dec 1979"),
]


@pytest.mark.parametrize(("text", "form", "words"), FORMS)
def test_each_form_is_found_for_what_it_is(text, form, words):
    """Every way of naming another registered person is found, with its form and its offsets."""
    found = [one for one in MODEL.namings([TextBlock(text)], 1) if one.answer is not Answer.listed]
    assert (form, words) in [(one.form, text[one.places[0].first : one.places[0].last]) for one in found]


NO_NAME = [
    "on page 4 it may", "It may page him, he said", "it will. Day one", "A data breach", "Khan a week ago", "I told Khan I would",
    "Edwards said", "a Jackson Pollock", "Robertson", "K Robertson", "Kate Robertson", "Katherine Anne Robertson",
    "Ms Robertson", "Katherine Robertson", "St John's Road", "Tariq met Amina Hussain", "Tariq Khan, Amina Hussain",
    "Tariq Khan\nAmina Hussain", "paid 67,890", "67890.00", "02/06/7890", "tel 01429 678901", "Cher", "12", "0012345", "SW12345",
    "QQ 12 34 56 C", "k.robertson@example.org", "born 14/03/1984, TS24 8AY", "TS25 1AA", "05/12/1979", "the son of Ed",
    "a. Then khan", "8AY Anna1", "at 10 AM Khan rang", "Tariq Khan, Al Noor and Amina Hussain", "Tariq first met Hussain", "Tariq (2)\nHussain (3)", "Tariq (2), Hussain (3)", "code 1257L. de Khan rang", "Annabel Leeds",  "miss page 4",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_NAME)
def test_what_names_nobody_else_is_let_alone(text):
    """Everyday words, the data subject's own forms, amounts and dates are neither refused nor asked about."""
    assert [one for one in MODEL.namings([TextBlock(text)], 1) if one.answer is not Answer.listed] == []


def test_a_form_of_everyday_words_is_asked_about_where_nothing_has_a_capital():
    """In a block without a capital `may page` may be a name: it is asked about, not refused."""
    assert [(one.form, one.answer) for one in MODEL.namings([TextBlock("may page him")], 1)] == [
        (NameForm.full, Answer.asked)
    ]


def test_forms_are_never_sought_across_blocks():
    """A greeting to Mr A Khan under a heading that begins with A does not name Khan A; his namesake's block does."""
    blocks = [TextBlock("Dear Mr Khan"), TextBlock("A data breach"), TextBlock("Amir Khan")]
    found = [one for one in MODEL.namings(blocks, 8) if one.form is not NameForm.titled]
    assert found == []
    others = {(one.form, one.places[0].block) for one in MODEL.namings(blocks, 1)}
    assert others == {(NameForm.titled, 0), (NameForm.full, 2)}


def test_a_name_over_neighbouring_fields_is_found_but_not_over_the_subjects_own_name():
    """Tariq in one field and Hussain in the next are one name; the record's own name columns make no other."""
    fields = [
        TextBlock("Katherine", "forename", own=True),
        TextBlock("Tariq", "middle", own=True),
        TextBlock("Hussain", "surname", own=True),
    ]
    notes = [TextBlock("spoke to Tariq"), TextBlock("", None), TextBlock("Hussain about the rota")]
    found = MODEL.namings(notes, 1, record=True)
    assert next((one.form, [place.block for place in one.places]) for one in found) == (NameForm.two_field, [0, 2])
    me = RegisteredPerson(20, (Name("", "Katherine", "Tariq", "Hussain"),))
    assert [one for one in Model([*PEOPLE, me]).namings(fields, 20, record=True) if one.answer is Answer.refused] == []
    assert MODEL.namings(notes, 1)[0].form != NameForm.two_field


def test_columns_of_initials_titles_and_sex_make_no_form_across_fields():
    """M in the sex column next to a surname is not an initial."""
    fields = [TextBlock("T", "initials"), TextBlock("Hussain", None), TextBlock("Mr", "title"), TextBlock("Khan")]
    assert {one.form for one in MODEL.namings(fields, 1, record=True)} == {NameForm.surname}


def test_a_birth_date_and_a_postcode_in_two_fields_of_a_record_are_asked_about():
    """A date of birth and a postcode in one record identify a person without a name."""
    fields = [TextBlock("1979-12-05", "born"), TextBlock("TS251AA", "postcode")]
    assert [one.form for one in MODEL.namings(fields, 1, record=True)] == [NameForm.birth_and_postcode]
    assert MODEL.namings(fields, 1) == []
    theirs = [TextBlock("1979-12-05", "born", own=True), TextBlock("TS251AA", "postcode", own=True)]
    assert MODEL.namings(theirs, 1, record=True) == []


def test_a_number_counts_by_what_its_column_means():
    """Figures of a registration number are refused in its column, and are nothing in a column of other numbers."""
    assert [one.form for one in MODEL.namings([TextBlock("67891", "swe")], 1)] == [NameForm.registration]
    assert MODEL.namings([TextBlock("67891", "staff")], 1) == []
    assert MODEL.namings([TextBlock("67890", "swe")], 1) == []


def test_what_cannot_be_searched_for_is_named():
    """One-word names and two-digit numbers are reported as not searched for."""
    assert [person for person, _ in MODEL.not_searched] == [13, 13]


def test_everybody_of_one_surname_is_asked_about_at_once():
    """Four hundred people of one surname make one naming, with all of them."""
    many = Model([RegisteredPerson(n, (Name("", f"A{n}", "", "Smith"),)) for n in range(400)])
    [found] = many.namings([TextBlock("Mr Smith rang")], None)
    assert len(found.people) == 400


def test_the_same_person_twice_in_the_register_is_not_somebody_else():
    """A name the data subject has is not refused because of a second entry with it."""
    assert MODEL.namings([TextBlock("Katherine Robertson; Robertson, K.")], 1) == []
    assert MODEL.namings([TextBlock("Katherine Robertson")], 2)[0].people == (1, 15)
