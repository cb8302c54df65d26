"""Lists in the form in which PubMed, Ovid, Zotero, EndNote and people write them; nobody in them exists."""

OVID_RIS = """1.\r
TY  - JOUR\r
ID  - 2031-65183-001\r
DO  - http://dx.doi.org/10.1002/xyz.2398\r
T1  - Breakfast clubs and attendance: A cluster trial.\r
A1  - Lindqvist, Inés A\r
A1  - van den Brink, Gertrude\r
Y1  - 2031//\r
N2  - Pupils who came\r
had breakfast.\r
JF  - Journal of School Mornings\r
VL  - 24\r
IS  - Achenbach, T. (1991). A checklist. Burlington: A press of psychiatry.\r
SP  - No\r
EP  - Specified\r
CY  - US\r
PB  - A Press\r
PB  - US\r
SN  - 1063-3995\r
SN  - 1099-0879\r
DO  - http://dx.doi.org/10.1002/xyz.2398\r
ER  -\r
NL  - J Sch Morn\r
\r
Link to the Ovid Full Text or citation: https://login.example.org/x?id=doi:10.1002%2Fxyz.2398Link to the External\r
\r
2.\r
TY  - JOUR\r
T1  - Walking buses, weather and wet feet\r
A1  - Okafor, N\r
Y1  - 2030//\r
SP  - 847\r
EP  - 856\r
ER  -  \r
"""

ZOTERO_RIS = """TY  - JOUR
TI  - Mentoring &amp; <i>school</i> exclusion
AU  - Hébert, Martine
AU  - The Swansea Group
T2  - Education Today
DA  - 2019/10//undefined
PY  - 2019
DO  - 10.5114/pg.2018.81081
VL  - 14
IS  - 2
SP  - 121
EP  - 128
SN  - 1895-5770 1895-5789
ER  - 

TY  - CHAP
TI  - Why they stay
AU  - Smith, John, Jr.
T2  - A book of schools
SN  - 978-0-306-40615-7
PY  - 2001
ER  - 
"""

LOOSE_RIS = "TY - JOUR\rTI - One blank behind the tag\rAU - Doe J\rPY-2004\rUR - https://doi.org/10.1000/ABC.1.\rTY - RPRT\rTI - No end before the next\rER -\r\rTI  - Without a type\rAU  - Roe, R; Poe, E\rPY  - in press\r\rER  - \rTY  - BOOK\rAU  - Nobody, N\rER  - \r"  # noqa: E501

NBIB = """
PMID- 32598326
OWN - NLM
STAT- MEDLINE
IS  - 2191-0308 (Electronic)
IS  - 0048-7554 (Linking)
VI  - 35
IP  - 3
DP  - 2020 Sep 25
TI  - Impact of a breakfast club in childhood: a systematic 
      review.
PG  - 221-227
LID - S0003-9861(18)31016-6 [pii]
LID - 10.1515/reveh-2020-0011 [doi]
AB  - Breakfasts represent a wide variety of foods 
      and times.
FAU - Pascale, Antonio
AU  - Pascale A
AD  - A department, a 
      city.
FAU - de la Cruz, María
AU  - de la Cruz M
CN  - Breakfast Study Group
LA  - eng
LA  - spa
PT  - Journal Article
PT  - Review
TA  - Rev Breakf Health
JT  - Reviews on breakfast health
AID - 10.1515/reveh-2020-0011 [doi]
SO  - Rev Breakf Health. 2020 Sep 25;35(3):221-227. doi: 10.1515/reveh-2020-0011.

PMID- 31355546
DP  - 2019 Dec
TI  - A second one.
AU  - Westgate MJ
PT  - Case Reports
JT  - Research Methods

PMID- 31355547
BTI - A book without a journal
CTI - A series
DP  - 2018
FED - Editor, An
PT  - Book
"""

OVID_TAGGED = """<3001. >
VN  - Ovid Technologies
DB  - Embase
UI  - 621381829
TI  - Quality of mornings: A review.
SO  - BMC Mornings. Conference: 2nd Conference. Spain. 12 (Supplement 3), 2018. Date of Publication: 2018.
AU  - Behan L.
AU  - Lucas J.S.
IN  - (Behan, Lucas) A centre
      (Behan) A school
IS  - 1753-6561
DO  - http://dx.doi.org/10.1186/s12919-018-0099-8
PT  - Conference Abstract
YR  - 2018

<3002. >
VN  - Ovid Technologies
DB  - Embase
TI  - Methods for mornings.
AU  - Server E.A.
DO  - http://dx.doi.org/10.1186/s12919-018-0099-8
PT  - Conference Abstract
YR  - 2018
"""

ENW = """%0 Journal Article
%A Putnam, C. D.
%A C. S. Pikaard
%D 1992
%T Cooperative breakfasts and the
 factor behind them
%J Mol Breakf Biol
%V 12
%N 3
%P 4970-4980
%R DOI:10.1109/TITS.2019.2935152
%@ 1234-5678
%U https://example.org/a

%0 Book
%A Knuth, Donald E.
%T The Art of Breakfast
%I Addison
%D 1968
%@ 0-201-03801-3
"""

ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><database name="My.enl">My.enl</database><ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal" font="default" size="100%">Pascual-Ahuir, J. L.</style></author><author>Silla, E.</author></authors></contributors><titles><title><style face="normal" font="default" size="100%">Breakfast &amp; </style><style face="italic" font="default" size="100%">attendance</style></title><secondary-title><style face="normal">Journal of Mornings</style></secondary-title></titles><pages>778-787</pages><volume>8</volume><number>6</number><dates><year><style face="normal">1987</style></year></dates><isbn><style face="normal">0192-8651 (Print)&#xD;1096-987X (Electronic)</style></isbn><urls><related-urls><url>&lt;Go to ISI&gt;://WOS:A1987</url></related-urls></urls><electronic-resource-num><style face="normal">DOI 10.1002/jcc.540080605</style></electronic-resource-num></record><record><ref-type name="Book Section">5</ref-type><contributors><secondary-authors><author>Ed, An</author></secondary-authors></contributors><titles><title>A part</title><secondary-title>The whole</secondary-title></titles><dates><year>2001</year></dates></record></records></xml>"""  # noqa: E501

BIBTEX = r"""% a list
@string{jsm = "Journal of School Mornings"}
@article{a1, title = {A {DNA} study of \emph{mornings} -- 50% of {\'E}ducation \& 20\% more},
  author = "M{\"u}ller, J{\"o}rg and {World Health Organization} and de la Cruz, Mar{\'\i}a and J. R. R. Tolkien",
  month = jan, year = {2019}, journal = jsm, doi = {https://doi.org/10.1000/ABC}, pages={12--34}}
@article{a1, title = {Another under the same key}, author={A, B}, year=2001}
@article{bad title={Foo}, year=2000}
@article{good, title = {Still read}, author = {Doe, Jane and others}, year = 2003, title = {Twice}}
@misc{y, title = {What $5 buys at the $\alpha$ level}, howpublished = {\url{https://example.org/a_b}}}
@phdthesis{x, title = {A thesis}, author={Smith, Jr., John}, year = "in press", school = {A university}}
"""

CSL = """[
  {"id": 1, "type": "article-journal", "title": "What <i>they</i> ate", "DOI": "10.1000/xyz",
   "author": [{"family": "Beethoven", "given": "L.", "non-dropping-particle": "van"}, {"literal": "A Group"}],
   "issued": {"date-parts": [[2019, 3]]}, "container-title": ["J of X"], "page": "1-9", "ISSN": ["1234-5678"]},
  {"type": "book", "title": "With a raw date", "issued": {"raw": "Spring 1999"}},
  {"type": "book", "title": "Broken here" "issued": 3},
  {"type": "book", "title": "Read after it", "issued": {"date-parts": [["2001"]]}}
]
"""
