"""Who says a sentence: precise rather than complete. All sentences are our own."""

from __future__ import annotations

import pytest

from assistant.language.pronouns import has_unexplained_pronoun, has_unexplained_subject
from assistant.language.speakers import possible_speakers
from assistant.reports.sayings import speaker_of

SAID = [
    # the subject before the verb
    ("Ushakov said Putin was ready.", "Ushakov"),
    ("Ushakov said that Putin was ready.", "Ushakov"),
    ("Putin's aide Ushakov said the talks would go on.", "Ushakov"),
    ("Kremlin aide Yury Ushakov said that nothing had been rejected.", "Yury Ushakov"),
    ("Ukrainian President Volodymyr Zelenskyy said on Tuesday that the answer was no.", "Volodymyr Zelenskyy"),
    (
        "On Wednesday 28 January 2026 the Kremlin aide Yury Ushakov said that nothing changed.",
        "Yury Ushakov",
    ),
    ("On Wednesday, Biden also said the bridge was safe.", "Biden"),
    ("Earlier this week Ada Brook told the council that the mill would reopen.", "Ada Brook"),
    ("Meanwhile, Olwen Pryce has repeatedly warned that the roof leaks.", "Olwen Pryce"),
    ("But Mercer said the channel had silted up.", "Mercer"),
    ("US Secretary of State Antony Blinken said the two sides were close.", "Antony Blinken"),
    ("Mr. Holt said the money was gone.", "Holt"),
    ("Sen. Maria Vane told reporters she would vote against it.", "Maria Vane"),
    ("European Commission President Ursula von der Leyen said Europe would pay.", "Ursula von der Leyen"),
    ("Ushakov, an aide to Putin, said the meeting needed preparation.", "Ushakov"),
    ("Ada Brook, who has been mayor since 2019, told the paper that she was tired.", "Ada Brook"),
    ("The head librarian, Fergus Lyle, said that he expected 150 visitors.", "Fergus Lyle"),
    ("Russia's foreign minister, Sergei Lavrov, said the note was a forgery.", "Sergei Lavrov"),
    ("Dunmore praised the crew and said the pump had failed.", "Dunmore"),
    ("The Kremlin said it had not seen the letter.", "The Kremlin"),
    ("The White House said nothing had changed.", "The White House"),
    ("The Ministry of Defence said two jets were lost.", "The Ministry of Defence"),
    ("Ukraine said that 146 drones were launched.", "Ukraine"),
    ("Police said the road was shut.", "Police"),
    ("The fire service said three people were treated.", "The fire service"),
    ("Ukraine's defence ministry said the port was hit.", "Ukraine's defence ministry"),
    ("Putin's spokesman said the president was well.", "Putin's spokesman"),
    ("A spokesman for Biden said the letter was private.", "A spokesman for Biden"),
    ("Officials in Odesa said the heating was back.", "Officials in Odesa"),
    ("Biden and Trump said they would debate.", "Biden and Trump"),
    ("If the river rises, Pryce said, the school will close.", "Pryce"),
    ("Hamas wrote that the list was ready.", "Hamas"),
    ("The World Health Organization on Friday said it was worried.", "The World Health Organization"),
    ("Musk on Thursday told his staff to go home.", "Musk"),
    ("NASA Administrator Bill Nelson said the mirror was safe.", "Bill Nelson"),
    ("Pryce announced on Monday that the mill would reopen.", "Pryce"),
    ("The mill will reopen, Pryce announced.", "Pryce"),
    ("The lava has stopped, the US Geological Survey said.", "The US Geological Survey"),
    # the subject after it
    ('"We have no water," said Olwen Pryce.', "Olwen Pryce"),
    ("“We have no water,” said fire chief Peg Dunmore.", "Peg Dunmore"),
    ("“We have no water,” said the fire chief, Peg Dunmore.", "Peg Dunmore"),
    ("“I have missed the noise,” said Vane, who has been mayor since 2023.", "Vane"),
    ("The market is held on Saturdays, said Cora Blythe, who runs it.", "Cora Blythe"),
    ("The line was cut at noon, said Putin's aide Ushakov.", "Ushakov"),
    ("“It was dark,” says Tarr on the telephone.", "Tarr"),
    ("“Go home,” said a spokesman for Putin.", "A spokesman for Putin"),
    # at the end
    ("The fees will not go up this year, Mercer said.", "Mercer"),
    ("The woman survived, local media said.", "Local media"),
    ("She was crying while he carried her, Kushnir told Radio Free Europe.", "Kushnir"),
    ("“The ferry needs four metres,” John Mercer told the Courier on Thursday.", "John Mercer"),
    ("Three people were treated for smoke, the fire service said.", "The fire service"),
    ("Russia will not stop, Zelenskyy said on Monday.", "Zelenskyy"),
    # according to
    ("According to Putin, the talks were useful.", "Putin"),
    ("The talks were useful, according to Russian President Vladimir Putin.", "Vladimir Putin"),
    ("The bill was 84,000 pounds, according to the Larkmoor Courier.", "The Larkmoor Courier"),
    ("Forty houses were lost, according to officials in Odesa.", "Officials in Odesa"),
    # whoever stands before "of"
    ("The head of the Harrowick Society said the mill was old.", "The head of the Harrowick Society"),
    ("Residents of Larkmoor said the road was shut.", "Residents of Larkmoor"),
    ("Officials say the road is shut.", "Officials"),
    ("Olwen Pryce pledged that the roof would be mended.", "Olwen Pryce"),
    # speech in speech: the outer one
    ("Ushakov said Putin told him to wait.", "Ushakov"),
    ("Pryce told the court that Holt said nothing.", "Pryce"),
    ("“Holt said it was safe, and we believed him,” Pryce told the inquiry.", "Pryce"),
    ("Pryce said the words “Holt announced it” were hers.", "Pryce"),
    # quotations that begin or end outside the sentence
    ("“We have no water. ", ""),
    ("Nobody came,” Pryce said.", "Pryce"),
    ("Holt said no, and nobody came,” Pryce said.", "Pryce"),
]
NOBODY = [
    "The man is said to be angry.",
    "Ushakov was told that the door was shut.",
    "Putin, said to be angry, left the room.",
    "Residents were told by Pryce to leave.",
    "“Ushakov said no.”",
    "Ushakov has not said whether he will come.",
    "Ushakov never said that.",
    "Ushakov would say nothing.",
    "Ushakov refused to say why.",
    "Has Ushakov said why he came?",
    "When Putin said no, the talks ended.",
    "The bank, which Putin said was safe, has closed.",
    "What Holt said was not heard.",
    "The strike came after Putin said he was ready.",
    "Biden said yes, but Trump said no.",
    "Biden said yes; Trump said no.",
    "Ushakov said Putin agreed, according to Tass.",
    "The aide to Putin spoke for an hour.",
    "The company said it was sorry.",
    "The spokesman said nothing new.",
    "It said the number was wrong.",
    "They told the paper it was late.",
    "The letter is dated Tuesday.",
    "A strike on Kyiv Zelenskyy said was cruel has stopped.",
    "All went according to plan.",
    "The measures that Biden announced begin on Monday.",
    "Germany, France and Poland said they would pay.",
    "The storm Ian claimed twelve lives.",
    "Some towns, including Larkmoor, Lenn and Harrowick, have already declared an emergency.",
    "The Courier first reported that a deal was near, and Mayor Vane later announced that it was done.",
    "Pryce announced the names.",
    "A shell was found, Larkmoor News Now reported.",
    "Two-thirds of Larkmoor said the road was shut.",
    "Let's say the road is shut.",
    "None have said they would pay.",
    "Another 40% say the road is shut.",
    "",
]
HE = [
    ("He said the roof leaked.", "Olwen Pryce came late.", "Olwen Pryce"),
    ("“It was dark,” she said.", "Councillor Beatrix Holt voted against the plan.", "Beatrix Holt"),
    ("He noted that they fell between rounds.", "President Volodymyr Zelenskyy condemned it.", "Volodymyr Zelenskyy"),
    ("He said the roof leaked.", "Pryce met Holt on the stairs.", ""),
    ("He said the roof leaked.", "Nobody came.", ""),
    ("He said the roof leaked.", "", ""),
    ("She said the roof leaked.", "Pryce is sixty. Olwen Pryce has six cats.", "Olwen Pryce"),
    ("He told them to go home.", "Mercer told the paper on Monday that he was ill.", "Mercer"),
    ("He told them to go home.", "The harbourmaster John Mercer spoke in Larkmoor on Monday.", "John Mercer"),
    ("He called it a shame, he said.", "Russia launched 146 drones.", ""),
    ("He said the fire was out.", "Harrowick Mill burnt down.", ""),
    ("He said the fire was out.", "The White House burnt down.", ""),
    ("He said the fire was out.", "Residents fled.", ""),
    ("They said the roof leaked.", "Olwen Pryce came late.", ""),
    ("Holt said the roof leaked.", "Olwen Pryce came late.", "Holt"),
]


@pytest.mark.parametrize(("sentence", "who"), SAID)
def test_who_says_a_sentence(sentence, who):
    assert speaker_of(sentence) == who


@pytest.mark.parametrize("sentence", NOBODY)
def test_who_says_nothing_or_is_not_plain(sentence):
    assert speaker_of(sentence) == ""


@pytest.mark.parametrize(("sentence", "context", "who"), HE)
def test_he_is_the_one_whom_the_sentence_before_names(sentence, context, who):
    assert speaker_of(sentence, context) == who


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        ("Yury Ushakov, an aide to Putin, said the talks would go on.", {"Yury", "Ushakov"}),
        ("Putin's aide said the talks would go on.", {"aide"}),
        ("Police said the road was shut.", {"police"}),
        ("He said the road was shut.", {"he"}),
        ("The company said it was sorry.", {"company"}),  # not plain: which company?
        ("Biden said yes, but Trump said no.", {"Biden", "Trump"}),
        ("The road is shut.", set()),
    ],
)
def test_who_may_say_a_sentence(sentence, speakers):
    assert possible_speakers(sentence) == speakers


@pytest.mark.parametrize(
    ("text", "in_sentence", "in_question"),
    [
        ("He resigned.", True, True),
        ("In 1971, he resigned.", True, True),
        ("Ada Brook said she resigned.", False, False),
        ("The mayor said he resigned.", True, False),  # a sentence leaves open which mayor
        ("The Larkmoor mayor said he resigned.", False, False),
        ("The residents said they left.", True, False),
        ("Which city had one of its roads shut?", False, False),
        ("What is its price?", False, True),
        ("Is it true that the road is shut?", False, False),
        ("However, she resigned.", True, True),
    ],
)
def test_pronouns_that_nothing_before_them_explains(text, in_sentence, in_question):
    assert has_unexplained_subject(text) is in_sentence
    assert has_unexplained_pronoun(text) is in_question
