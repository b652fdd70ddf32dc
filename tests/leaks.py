"""Planted leaks: ways of naming another registered person in the free text of somebody's record, each with its answer.

Who is registered beside the data subject: Rona Katz-Lowther (Ms, born Bell), Bo Li, Will May, Patrick McIntyre, Zofia
Zielińska, Mary O'Brien and Tariq Hussain; Katherine Robertson is the data subject. None of them is real.
"""

from typing import NamedTuple

RONA, BO, WILL, PATRICK, ZOFIA, MARY, TARIQ = (
    "Rona Katz-Lowther", "Bo Li", "Will May", "Patrick McIntyre", "Zofia Zielińska", "Mary O'Brien", "Tariq Hussain",
)  # fmt: skip


class Leak(NamedTuple):
    """The text in the record, and what the pack must answer."""

    name: str
    whose: str
    fields: dict[str, str]
    answer: str
    """`refused` or `asked`."""


def _in_comments(answer: str, whose: str, **texts: str) -> list[Leak]:
    return [
        Leak(name.replace("_", " "), whose, {"Comments": text}, answer) for name, text in texts.items()
    ]  # fmt: skip


LEAKS = [
    # full, reversed, between
    *_in_comments(
        "refused", TARIQ,
        full="spoke to Tariq Hussain today", small_letters="spoke to tariq hussain today", capitals="SPOKE TO TARIQ HUSSAIN",
        reversed="spoke to Hussain Tariq", with_a_comma="HUSSAIN, Tariq", in_brackets="Hussain (Tariq)",
        middle_name_unknown="Tariq Aziz Hussain rang", two_middle_names="Tariq Aziz Noor Hussain rang",
        three_words="Tariq Aziz Noor Sami Hussain rang", middle_initial="Tariq J. Hussain rang",
        title_between="Hussain, Mr Tariq", nickname_in_brackets="Tariq (Taz) Hussain rang", nickname_in_quotes="Tariq “Taz” Hussain rang",
        both_of_a_couple="Tariq and Sara Hussain rang", couple_with_a_sign="Tariq & Sara Hussain rang",
        reversed_with_middle="Hussain, Aziz Tariq",
    ),
    # possessive, in every apostrophe
    *_in_comments(
        "refused", TARIQ,
        straight="Tariq Hussain's desk", curled="Tariq Hussain’s desk", left_curled="Tariq Hussain‘s desk",
        prime="Tariq Hussain′s desk", grave="Tariq Hussain`s desk", modifier="Tariq Hussainʼs desk",
    ),
    *_in_comments("refused", PATRICK, none_at_the_end="Patrick McIntyre desk", capital_s="PATRICK MCINTYRE'S DESK"),
    # look-alike, invisible, ligature, wide
    *_in_comments(
        "refused", TARIQ,
        cyrillic="Таriq Нussаin rang", greek="Τariq Ηussain rang", full_width="Ｔａｒｉｑ　Ｈｕｓｓａｉｎ rang",
        zero_width="Ta\u200briq Hus\u200bsain rang", soft_hyphen="Ta\u00adriq Hus\u00adsain rang", joiner="Tariq\u2060 Hus\u200dsain rang",
        direction="\u202aTariq\u202c Hussain rang", byte_order="\ufeffTariq Hus\ufeffsain rang", accents="Táriq Hüssàin rang",
        combining="Tari\u0301q Hussai\u0308n rang", no_break="Tariq\u00a0Hussain rang", thin_space="Tariq\u2009Hussain rang",
        bold_letters="𝐓𝐚𝐫𝐢𝐪 𝐇𝐮𝐬𝐬𝐚𝐢𝐧 rang",
    ),
    *_in_comments("refused", ZOFIA, plain_letters="Zofia Zielinska rang", ligature="Zoﬁa Zielińska rang", its_own="Zofia Zielińska rang"),
    # markup, broken, glued
    *_in_comments(
        "refused", TARIQ,
        bold_part="<b>Ta</b>riq Hussain rang", tag_between="Tariq<br>Hussain rang", entity="Tariq&nbsp;Hussain rang",
        numbered_entity="&#84;ariq Hussain rang", spans="<span>Tariq</span> <span>Hussain</span> rang",
        line="spoke to Tariq\nHussain today", lines="spoke to Tariq\n\nHussain today", hyphen_and_line="Tariq Hus-\nsain rang",
        tab="Tariq\tHussain rang", underscore="Tariq_Hussain rang", slash="Tariq/Hussain rang", dash="Tariq - Hussain rang",
        dot="Tariq.Hussain rang", letters_apart="T a r i q  H u s s a i n rang", dotted="T.a.r.i.q H.u.s.s.a.i.n rang",
        figure_after="Tariq Hussain2 rang", figure_before="2Tariq Hussain rang", underscore_after="Tariq Hussain_old rang",
        run_together="tariqhussain rang", run_capitals="TariqHussain rang", run_reversed="HussainTariq rang",
    ),
    # short names in all of these
    *_in_comments(
        "refused", BO,
        short_full="spoke to Bo Li today", short_reversed="Li, Bo was there", short_between="Bo Jun Li was there",
        short_possessive="Bo Li's desk", short_look_alike="Во Li was there", short_zero_width="B\u200bo Li was there",
        short_underscore="Bo_Li was there", short_markup="<i>Bo</i> Li was there", short_figure="Bo Li2 was there",
        short_address="mail bo.li@x.example", short_line="saw Bo\nLi today",
    ),
    *_in_comments("asked", BO, short_run="file boli.doc"),
    # surnames of two words, of apostrophes, Mc, former
    *_in_comments(
        "refused", MARY,
        apostrophe="Mary O'Brien rang", curled_apostrophe="Mary O’Brien rang", without="Mary OBrien rang",
        apart="Mary O Brien rang", its_possessive="Mary O’Brien’s desk",
    ),
    *_in_comments("refused", PATRICK, mc="Patrick McIntyre rang", mac="Patrick MacIntyre rang", mc_apart="Patrick Mc Intyre rang"),
    *_in_comments(
        "refused", RONA,
        double="Rona Katz-Lowther rang", double_apart="Rona Katz Lowther rang", double_closed="Rona KatzLowther rang",
        former="Rona Bell rang", former_reversed="Bell, Rona",
    ),
    # spread over neighbouring fields
    Leak("two fields", TARIQ, {"Notes": "Tariq", "Further": "Hussain"}, "refused"),
    Leak("two fields reversed", TARIQ, {"Notes": "Hussain", "Further": "Tariq"}, "refused"),
    Leak("two fields in sentences", TARIQ, {"Notes": "covered by Tariq", "Further": "Hussain, of MASH"}, "refused"),
    Leak("two fields, look-alike", TARIQ, {"Notes": "Таriq", "Further": "Hussаin"}, "refused"),
    Leak("two fields, short", BO, {"Notes": "Bo", "Further": "Li"}, "refused"),
    # addresses
    *_in_comments(
        "refused", TARIQ,
        address="mail tariq.hussain@y.example", address_reversed="mail hussain.tariq@y.example",
        address_underscore="mail tariq_hussain@y.example", address_run="mail tariqhussain@y.example",
        address_at="mail tariq.hussain[at]y.example", address_at_dot="mail tariq.hussain at y dot example",
        address_figure="mail tariq.hussain2@y.example", address_middle="mail tariq.j.hussain@y.example",
    ),
    *_in_comments("refused", RONA, own_address="mail rkl7@council.example", own_address_at="mail rkl7 (at) council.example"),
    *_in_comments("asked", TARIQ, address_initial="mail t.hussain@y.example", address_initial_run="mail thussain@y.example"),
    # numbers
    *_in_comments(
        "refused", TARIQ,
        staff="staff number 55777 rang", staff_zeros="staff no. 0055777", staff_more_zeros="ref 000055777", staff_glued="emp55777 rang",
        staff_dotted="payroll no: 0055777.", ni="QQ222222A was given", ni_spaced="QQ 22 22 22 A", ni_dotted="QQ.22.22.22.A",
        ni_other_letter="QQ222222Z was given", ni_no_letter="QQ222222 was given", ni_glued="NINO:QQ222222A", ni_small="qq 222222 a",
        registration="SW77123 was given", registration_spaced="SW 77123", registration_zeros="SW0077123",
        registration_label="SWE number SW77123",
    ),
    *_in_comments(
        "asked", TARIQ,
        registration_figures="the number 77123 came up", born_and_postcode="born 11/06/1970, lives at TS25 1AB",
        born_in_words="11 June 1970, ts251ab",
    ),
    # asked
    *_in_comments(
        "asked", TARIQ,
        initial="T Hussain rang", initial_dot="T. Hussain rang", initial_after="Hussain T rang", initial_comma="Hussain, T. rang",
        title="Mr Hussain rang", title_possessive="Mr Hussain's desk", slip="Tarik Hussain rang", slip_in_surname="Tariq Husain rang",
        slip_turned="Tairq Hussain rang", slip_possessive="Tariq Husain's desk",
    ),
    *_in_comments("asked", PATRICK, nickname="Paddy McIntyre rang", nickname_reversed="McIntyre, Paddy", nickname_possessive="Pat McIntyre's desk"),
    *_in_comments("asked", RONA, first_half="Rona Katz rang", second_half="Rona Lowther rang", half_reversed="Lowther, Rona"),
    *_in_comments("asked", MARY, initial_apostrophe="M O'Brien rang", title_apostrophe="Mrs O’Brien rang"),
    # everyday words
    *_in_comments(
        "refused", WILL,
        everyday="Will May rang", everyday_reversed="May, Will", everyday_possessive="Will May's desk", everyday_capitals="WILL MAY RANG",
    ),
    # mixtures
    *_in_comments(
        "refused", TARIQ,
        mixed_look_alike_possessive="Таriq Нussain’s desk", mixed_markup_between="<b>Tariq</b> J <i>Hussain</i>",
        mixed_zero_width_reversed="Hus\u200bsain, Ta\u00adriq", mixed_wide_underscore="Ｔａｒｉｑ_Ｈｕｓｓａｉｎ",
        mixed_entity_line="Tariq&nbsp;\nHussain", mixed_run_look_alike="таriqhussain rang", mixed_address_look_alike="tаriq.hussain@y.example",
        mixed_couple_possessive="Tariq and Sara Hussain’s house", mixed_ni_wide="ＱＱ２２２２２２Ａ",
    ),
]  # fmt: skip
"""Every leak, by kind of form and their mixtures."""

CLEAR = [
    {"Comments": "spoke to line manager about caseload"},
    {"Comments": "asked to work from home on Thursday 4 June 2026"},
    {"Comments": "Back in May; the team may will it so, page 3 of the day sheet"},
    {"Comments": "certificate 20490 of £1,204.50, tax code 1257L"},
    {"Comments": "moved to the fostering team\nkeys returned"},
    {"Notes": "phased return", "Further": "over four weeks"},
]
"""The same pack without a leak: office words, everyday words that are names, and numbers that belong to no one."""
