"""What the words of a line tell of its kind: byline, dateline, caption, credit, bio, correction, tags or sources.

Where the line stands is not looked at: `metadata.py` does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newswash.dates import is_date, names_day
from newswash.units import closes_sentence, quick_word_count

_LONGEST = 1000
"""What is longer is of no kind that words tell: code points. So much of a text is remembered."""
_LONGEST_BIO, _LONGEST_NOTE, _LONGEST_LINK, _LONGEST_CREDIT, _LONGEST_DATE = 70, 40, 30, 16, 14  # words
_LONGEST_BYLINE, _LONGEST_DATED_BYLINE = 16, 12  # words
_MOST_WORDS = 90
"""What has more words is of no kind, either."""
_SHORTEST_CORRECTION, _SHORTEST_CAPTION = 3, 7  # words; a shorter one is a label, or nothing but its credit
_BIO_REACH = 200
"""So far into a text it is told who wrote the article: code points."""
_SIGNED = frozenset({"byline", "dateline", "correction"})
_DATED = 16  # words
_digit = re.compile(r"\d")
_by = re.compile(
    r"(?:by|von|par|por|di|da|door|av|af|od|oleh|yazar|yazan|autore?|author|text|texto|texte|teksti|tekst|"
    r"(?:written|story|reporting|reported|posted|published) by|"
    r"(?:escrito|publicado|redactado|enviado) por|(?:écrit|publié|rédigé|propos recueillis) par|"
    r"(?:scritto|pubblicato) da|a cura di|(?:geschreven|geplaatst) door|(?:skrevet|publisert) a[fv]|"
    r"(?:skriven|publicerad) av|(?:scris|publicat) de|ditulis oleh|penulis|redaktur|reporter|pewarta|muhabir|haber|"
    r"автор(?:ы|и|ка)?|текст|написал[аи]?|подготовил[аи]?|підготував|підготувала|написав|написала|пише|"
    r"szerző|írta|autor(?:in|ka|ři)?|napsala?|zpracoval|napisała?|opracował|opracowanie|piše|napisa[ol]a?|"
    r"razgovara(?:o|la)|redacción|redazione|redaktion|redakcja|redakcia|redaktor|editor|toimittaja|kirjoittanut|"
    r"γράφ(?:ει|ουν)|επιμέλεια|ρεπορτάζ|συντάκτης|από τ(?:ον|ην|η|ο)|του|της|tác giả|"
    r"記者|记者|作者|责任编辑|責任編輯|編集|取材|文|글|기자)\b\s*[:|]?\s*(?=\S)",
    re.I,
)
_by_caseless = re.compile(
    r"(?:بقلم|كتب|كتبه?ا?|تقرير|تحرير|إعداد|نویسنده|خبرنگار|گزارشگر|נכתב על ידי|מאת|כתב|כתבה|लेखक|रिपोर्टर|"
    r"লেখক|প্রতিবেদক|รายงานโดย|เรื่องโดย|โดย|ผู้เขียน)"
    r"\s*[:：/|-]\s*(?:[^\W\d_][^\s\d.:]*\s*){1,5}$"
)
_mail = re.compile(r"(?<![\w.])[\w.]+@[\w.]+\.\w+$")
_reporter = re.compile(r"(?:Reporting|Additional reporting|Writing|Editing) by\b")
_reporter_end = re.compile(r"(?:記者|记者|기자|特派員)\s*[)）]?$")
_credit_word = (
    r"getty(?: images)?|reuters|associated press|ap photo|ap images|afp|dpa|epa(?:-efe)?|efe|ansa|shutterstock|"
    r"istock|unsplash|pixabay|"
    r"imago|picture alliance|alamy|zuma|bloomberg|wireimage|sipa|keystone|apa|pa wire|pa images|tass|тасс|"
    r"риа новости|"
    r"nurphoto|anadolu|xinhua|adobe ?stock|ullstein|photonews|belga|scanpix|tt|ritzau"
)
_credit_start = re.compile(
    r"[(\[（▲△]?\s*(?:photo(?:graph)?s?(?: by| credit| courtesy(?: of)?)?|image(?: credit| source| courtesy)?s?|"
    r"picture(?: credit)?s?|credits?|foto(?:grafie|s)?|bild(?:er|quelle)?|"
    r"crédit(?:s)?(?: photo)?|crédito|quelle bild|fotograf|illustration|grafik|video(?: credit)?|фото|зображення|"
    r"zdjęcie|fot|kuva(?:t|aja)?|fotó|fotka|snimka|снимка|знімок|φωτ(?:ογραφ[ίι]α|ό)?|φωτο|fotoğraf|kaynak foto|ảnh|"
    r"ilustrasi|ilustra(?:ção|ción|cja|ce|ție)|ilustračn[éíá] (?:foto|snímek|fotografi[ae])|ภาพ|"
    r"صورة|الصورة|تصوير|عکس(?:‌?ها)?|צילום|צילומים|फोटो|तस्वीर|ছবি|写真|撮影|图片来源|圖片來源|图片|圖|圖片|图|사진)"
    r"\s*(?:[:：|/©.]|by\b)|[(\[]?\s*©|[(\[（](?:photo|foto|pic|image)",
    re.I,
)
_credit_end = re.compile(
    rf"[(/|©,–—-]\s*(?:{_credit_word})\s*[)\]]?\.?$|\b(?:via|from|for)\s+(?:{_credit_word})\s*[)\]]?$"
    rf"|[(\[](?:photo|foto|image|pic|credit|file)[^()\[\]]{{0,80}}[)\]]$|©[^.]{{0,60}}$"
    rf"|\b(?:photo|foto|credit|image|bild|picture)\s?[:/][^.]{{0,60}}$"
    rf"|\([^()]{{0,60}}\b(?:{_credit_word})\b[^()]{{0,40}}\)$",
    re.I,
)
_credit_mark = re.compile("[(/|©,–—:\\[-]|(?:via|from|for) ", re.I)
_CREDIT_REACH = 130
"""No credit at the end of a line is longer: characters."""
_CREDIT_WORDS = (
    "photo", "foto", "image", "pic", "credit", "file", "©", "bild", "getty", "reuters", "press", "afp", "dpa", "epa",
    "efe", "ansa", "shutterstock", "istock", "unsplash", "pixabay", "imago", "alliance", "alamy", "zuma", "bloomberg",
    "sipa", "keystone", "apa", "pa wire", "tass", "тасс", "риа", "anadolu", "xinhua", "adobe", "ullstein", "belga",
    "scanpix", "tt", "ritzau",
)  # fmt: skip
"""No credit without one of these: quicker to look for than the pattern."""
_credit_only = re.compile(rf"[\W\d]*(?:(?:{_credit_word})[\W\d]*)++$", re.I)
_correction = re.compile(
    r"[\[(*_]*\s*(?:corrections?|clarification|editor(?:['’]s|s|ial)? note|update(?:d)?|note to readers|"
    r"this (?:article|story|post) (?:was|has been) (?:updated|corrected|amended)|"
    r"korrektur|anm(?:erkung|\.) der redaktion|hinweis der redaktion|rectificatif|note de la rédaction|corrección|"
    r"nota del editor|fe de errores|nota della redazione|errata|"
    r"correção|rettifica|от редакции|редакционн|від редакції|oprostowanie|sprostowanie|od redakcji|erratum|"
    r"rättelse|rettelse|korjaus|oikaisu|oprava|ispravak|ispravka|helyesbítés|helyreigazítás|erată|düzeltme|"
    r"διόρθωση|поправка|уточнение|koreksi|ralat|đính chính|تصحيح|تصویب|اصلاحیه|תיקון|शुद्धिपत्र|সংশোধনী|"
    r"編集部注|訂正|订正|更正|정정|바로잡습니다)\b",
    re.I,
)
_sources = re.compile(
    r"[\[(*]*\s*(?:sources?|source material|references|quellen?|fuentes?|fonti?|fontes|źródł[oa]|источники?|"
    r"bron(?:nen)?|kild(?:e|er)?|käll(?:a|or)|lähteet?|lähde|πηγ[ήέ]ς?|zdroje?|izvori?|források?|surs[ăe]|"
    r"джерел[оа]|източни(?:к|ци)|sumber|nguồn|المصادر?|مصدر|منابع|منبع|מקורות|מקור|स्रोत|সূত্র|ที่มา|"
    r"来源|來源|出典|参考文献|출처|kaynak(?:lar)?)\s*[:：]",
    re.I,
)
_tags = re.compile(
    r"(?:tags?|topics?|related topics|filed under|keywords?|categories|schlagw[oö]rter|themen?|mehr zum thema|"
    r"mots[- ]clés|étiquettes|etiquetas?|temas?|palavras[- ]chave|assuntos?|"
    r"tagi|tagy|tagovi|oznake|ključne (?:riječi|reči)|klíčová slova|štítky|štítek|kľúčové slová|címkék?|kulcsszavak|"
    r"etichete|cuvinte cheie|kategori(?:e|er|en|i)|categor[ií]as?|catégories?|kategorie|kategóri[ae]|"
    r"теги?|ключевые слова|ключови думи|етикети|мітки|теми|темы|"
    r"emner|emneord|stikord|ämnen|nyckelord|avainsanat|aiheet|asiasanat|trefwoorden|onderwerpen|etiketler|etiket|konular|"
    r"topik|từ khóa|thẻ|แท็ก|ป้ายกำกับ|الوسوم|الكلمات المفتاحية|كلمات دلالية|وسوم|برچسب[‌ ]?ها|کلیدواژه(?:‌?ها)?|"
    r"תגיות|תגים|टैग्स?|ট্যাগ|বিষয়|标签|標籤|关键词|關鍵詞|關鍵字|キーワード|タグ|태그|"
    r"키워드|ετικέτες|λέξεις κλειδιά)\s*[:：]",
    re.I,
)
_related = re.compile(
    r"(?:[\[(►▶→*-]+\s*)?(?:(?:read (?:also|more|next)|also read|see also|related (?:stor(?:y|ies)|articles?|"
    r"content|news|posts?)|you (?:may|might) also like|"
    r"lesen sie auch|auch interessant|mehr zum thema|passend dazu|lire aussi|à lire aussi|voir aussi|lea también|"
    r"(?:le|te) puede interesar|leia (?:também|mais)|veja também|leggi anche|"
    r"lees ook|læs også|läs också|lue myös|czytaj (?:też|także|również|więcej)|читайте также|см\. также|čtěte také|"
    r"διαβάστε (?:επίσης|ακόμη)|ayrıca oku|baca juga|"
    r"相关(?:阅读|新闻|文章)|延伸閱讀|推荐阅读|関連記事|あわせて読みたい|관련기사)\b\s*[:：…|»]|"
    r"(?:related|more|recommended|see also|read more|"
    r"don['’]t miss)\s*[:：]|"
    r"(?:read (?:also|more|next)|also read|related (?:stor(?:y|ies)|articles?|content|news|posts?)|"
    r"recommended(?: (?:stories|articles|videos?|for you))?|you (?:may|might) also like|"
    r"lesen sie auch|auch interessant|lire aussi|à lire aussi|leggi anche|lees ook|читайте также|baca juga|相关(?:阅读|"
    r"新闻|文章)|延伸閱讀|推荐阅读|関連記事|관련기사)\W*$)",
    re.I,
)
_bio = re.compile(
    r"\b(?:is|was) (?:an?|the|our)\b.{0,60}\b(?:reporter|writer|journalist|editor|correspondent|columnist|"
    r"contributor|author|professor|fellow|producer|critic|blogger|photographer)\b"
    r"|\b(?:reporter|writer|editor|correspondent|journalist|columnist) (?:at|for|with|covering|based)\b|"
    r"^follow \w+ on\b|\bcan be reached at\b|\bcontributed to this (?:report|story|article)\b"
    r"|\bjoined [A-Z]\w+ in \d{4}\b|\bist (?:Redakteur|Autor|Korrespondent|Reporter|Journalist)(?:in)?\b|"
    r"\best journaliste\b|\bes periodista\b|\bè (?:un[a']? )?giornalista\b",
    re.I,
)
_republished = re.compile(
    r"(?:this |the )?(?:article|story|post|piece|column|essay|interview|report)s? "
    r"(?:(?:is|was|were|has been|have been|first|originally|also) ){0,3}"
    r"(?:re)?(?:posted|published|printed|appeared|produced)\b|"
    r"(?:originally|first|re)-?\s?(?:published|posted|appeared|printed)\b|"
    r"(?:dieser|der) (?:artikel|beitrag|text) (?:ist|erschien|wurde)\b.{0,40}\b(?:zuerst|zuvor|ursprünglich)\b|"
    r"(?:cet|ce) (?:article|texte) (?:est|a été)\b.{0,30}\bpublié|"
    r"(?:este|esta) (?:artículo|artigo|nota) .{0,30}\bpublicad[oa]\b",
    re.I,
)
_BIO_WORDS = (
    "reporter", "writer", "journalist", "editor", "correspondent", "columnist", "contributor", "contributed", "author",
    "professor", "fellow", "producer", "critic", "blogger", "photographer", "follow", "reached at", "joined",
    "redakteur", "autor", "korrespondent", "periodista", "giornalista",
)  # fmt: skip
"""No bio without one of these: quicker to look for than the pattern."""
_CAPITALS = "".join(c for c in map(chr, (*range(0x41, 0x250), *range(0x370, 0x530))) if c.isupper())
_name = re.compile(
    rf"(?:(?:[{_CAPITALS}][\w.'’-]*+|de|van|von|der|den|la|le|di|da|dos|do|del|el|al|bin|and|und|et|y|e|och|og|ja|i|a|u|и|і|"
    rf"και|ve|dan|&|,)\s*){{2,8}}$"
)


def name_at(text: str, start: int = 0) -> bool:
    """Whether from there on a text is a name, or names."""
    return _name.match(text, start) is not None


def from_words(text: str) -> str:
    """The kind that a unit's own words tell, or an empty string. Where it stands is not looked at."""
    return _from_words(text) if len(text) <= _LONGEST else ""


@lru_cache(maxsize=8192)
def _from_words(text: str) -> str:
    n = quick_word_count(text)
    if n > _MOST_WORDS:
        return ""
    if _correction.match(text):
        return "correction" if n >= _SHORTEST_CORRECTION else ""
    if _sources.match(text):
        return "correction"
    if _tags.match(text) and not closes_sentence(text):
        return "tags"
    if n <= _LONGEST_DATE and _digit.search(text) and is_date(text):
        return "dateline"
    if n <= _LONGEST_CREDIT and text[-1] not in ":：" and (_credit_start.match(text) or _credit_only.match(text)):
        return "photo-credit"
    if _ends_in_credit(text):
        return "caption" if n >= _SHORTEST_CAPTION else "photo-credit"
    if n <= _LONGEST_LINK and _related.match(text):
        return "related-links"
    if n <= _LONGEST_BYLINE and not closes_sentence(text) and _is_byline(text, n):
        return "byline"
    if n <= _LONGEST_NOTE and _republished.match(text):
        return "republication"
    if n <= _LONGEST_BIO and text[:1].isupper() and _is_bio(text[:_BIO_REACH]):
        return "author-bio"
    return ""


def _is_byline(text: str, words: int) -> bool:
    by = _by.match(text)
    if by and name_at(text, by.end()):
        return True
    dated = by and words <= _LONGEST_DATED_BYLINE and _digit.search(text)
    if by and dated and text[by.end() : by.end() + 1].isupper() and names_day(text):
        return True
    if _by_caseless.match(text):
        return True
    if "@" in text:
        return _mail.search(text) is not None
    return _reporter.match(text) is not None or _reporter_end.search(text) is not None


def _is_bio(head: str) -> bool:
    lower = head.lower()
    return any(word in lower for word in _BIO_WORDS) and _bio.search(head) is not None


def signs(line: str) -> bool:
    """Whether a line says who wrote the article and when, or what was corrected in it: a byline, a dateline, or a short
    line that is no sentence and names a day or a time."""
    if from_words(line) in _SIGNED:
        return True
    return quick_word_count(line) <= _DATED and not closes_sentence(line) and names_day(line)


def _ends_in_credit(text: str) -> bool:
    end = text[-_CREDIT_REACH:]
    if not _credit_mark.search(end):
        return False
    lower = end.lower()
    return any(word in lower for word in _CREDIT_WORDS) and _credit_end.search(end) is not None
