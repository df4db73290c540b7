from __future__ import annotations

from spacy.language import Language

from app.components.parse_repair import repair_parse


def test_noun_behind_a_bracketed_acronym_heads_its_name(vendor: Language) -> None:
    doc = vendor("They talked beside the Association of Southeast Asian Nations (ASEAN) meeting held in Bandung.")
    repair_parse(doc)
    meeting = next(t for t in doc if t.text == "meeting")
    assert next(t for t in doc if t.text == "Association").head == meeting
    assert meeting.head.text == "beside"


def test_nothing_else_is_touched(vendor: Language) -> None:
    doc = vendor("The ASEAN meeting in Jakarta ended.")
    before = [(t.head.i, t.dep_) for t in doc]
    assert repair_parse(doc) == []
    assert [(t.head.i, t.dep_) for t in doc] == before


def test_month_before_a_name_is_a_date(vendor: Language) -> None:
    doc = vendor("In April Sergey Lavrov flew to Beijing.")
    repair_parse(doc)
    april = next(t for t in doc if t.text == "April")
    assert (april.head.text, april.dep_) == ("In", "pobj")
    assert [e.text for e in doc.ents if e.label_ == "PERSON"] in ([], ["Sergey Lavrov"])


def test_place_behind_due_is_its_own(vendor: Language) -> None:
    doc = vendor("In early September Medvedev is due in Beijing, where he is to attend a parade.")
    repair_parse(doc)
    place = next(t for t in doc if t.text == "Beijing")
    assert place.head.head.text == "due"
    other = vendor("The train to Riga is due.")
    assert not [name for name in repair_parse(other) if name.startswith("due")]


def test_a_name_before_a_verb_without_subject_is_its_subject(vendor: Language) -> None:
    doc = vendor("The minister went to Riga, where Yang Jiechi held talks with him and Hu received him.")
    repair_parse(doc)
    name = next(t for t in doc if t.text == "Hu")
    assert (name.head.text, name.dep_) == ("received", "nsubj")
    untouched = vendor("Novak met Tanaka and Petrova in Riga and signed a treaty.")
    assert not [repair for repair in repair_parse(untouched) if repair.startswith("lost-subject")]


def test_a_name_swallowed_by_a_leading_phrase_is_the_subject(vendor: Language) -> None:
    doc = vendor("On the day of its opening Vladimir Putin, the deputy chairman of Russia's Security Council, was received by Hu in Riga.")
    repair_parse(doc)
    name = next(t for t in doc if t.text == "Putin")
    assert (name.head.text, name.dep_) == ("received", "nsubjpass")
    assert next(t for t in doc if t.text == "opening").head.text == "of"


def test_a_text_before_what_it_opposes_is_the_object_of_the_verb(vendor: Language) -> None:
    doc = vendor("China and Russia issued a joint statement opposing missile defences in South Korea.")
    repair_parse(doc)
    text, thing = (next(t for t in doc if t.text == word) for word in ("statement", "defences"))
    assert (text.head.text, text.dep_) == ("issued", "dobj")
    assert thing.head.text == "opposing"
    untouched = vendor("China and Russia issued a joint statement.")
    assert not [repair for repair in repair_parse(untouched) if repair.startswith("said-text")]
