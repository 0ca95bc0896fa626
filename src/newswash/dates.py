"""Lines that are nothing but a date, in the languages of the packs: by the words that dates are made of.

Names of months and weekdays, whole and abbreviated, are those of the CLDR (with the Arabic names of the Maghreb and the
Levant, the Persian calendar, and common spellings beside); those of fewer than three letters are left out.
"""

from __future__ import annotations

import re

from newswash.scripts import INDIC, POINTS

_THAI = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MONTHS = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
januar februar märz mai juni juli oktober dezember dez mär okt jän jänner feber
janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil déc
enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott
janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev out
ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie ian iun iul
januari februari maart mei augustus mrt augusti maret agustus desember agu des februar marts maj
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta
marraskuuta joulukuuta tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu
marraskuu joulukuu
ledna února března dubna května června července srpna září října listopadu prosince úno bře kvě čvn čvc srp zář říj
leden únor březen duben květen červen červenec srpen říjen listopad prosinec
januára február februára marec marca apríl apríla mája júna júla augusta októbra novembra decembra
január március április május június július augusztus szeptember október febr márc ápr máj jún júl szept
stycznia lutego kwietnia maja czerwca lipca sierpnia września października listopada grudnia
styczeń luty marzec kwiecień czerwiec lipiec sierpień wrzesień październik grudzień
sty lut kwi cze lip sie wrz paź lis gru
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna studenoga studenog prosinca
siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan studeni prosinac
januara februara mart marta aprila jun juna jul jula avgust avgusta septembar septembra oktobar oktobra novembar
decembar decembra avg
ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık oca şub nis haz tem ağu eyl eki kas
января февраля марта апреля мая июня июля августа сентября октября ноября декабря янв февр фев мар апр июн июл
авг сент
сен окт нояб ноя дек январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня січень лютий березень квітень
травень червень липень серпень вересень жовтень листопад грудень січ лют бер квіт трав черв лип серп вер жовт
лист груд
януари февруари април юни юли септември октомври ноември декември яну сеп ное
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου μαϊου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου
δεκεμβρίου ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος
δεκέμβριος ιαν φεβ μαρ μάρ απρ μαΐ μαι μάι ιουν ιούν ιουλ ιούλ αυγ αύγ σεπ οκτ νοε νοέ δεκ
يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر جانفي فيفري أفريل ماي
جوان جويلية أوت يوليوز غشت شتنبر نونبر دجنبر آذار أيار أيلول تشرين تموز حزيران شباط كانون نيسان
ژانویه فوریه آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند فروردين ارديبهشت تير شهريور
ינואר פברואר מרץ מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
בינואר בפברואר במרץ במרס באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर नवंबर नवम्बर दिसंबर दिसम्बर
জানুয়ারি জানুয়ারী ফেব্রুয়ারি ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট আগষ্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
tháng thg
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
"""
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom
lunedì martedì mercoledì giovedì venerdì sabato domenica gio
segunda terça quarta quinta sexta feira seg ter qua qui sex sab
luni marți marti miercuri joi vineri sâmbătă sambata duminică duminica mie vin sâm dum
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
mandag tirsdag onsdag torsdag fredag lørdag søndag man tirs ons tors fre lør søn tir tor
måndag tisdag lördag söndag mån tis lör sön
maanantai maanantaina tiistai tiistaina keskiviikko keskiviikkona torstai torstaina perjantai perjantaina lauantai
lauantaina sunnuntai sunnuntaina
pondělí úterý středa čtvrtek pátek sobota neděle pondelok utorok streda štvrtok piatok nedeľa
hétfő kedd szerda csütörtök péntek szombat vasárnap
poniedziałek wtorek środa czwartek piątek niedziela niedz czw sob
ponedjeljak ponedeljak srijeda sreda četvrtak petak subota nedjelja nedelja pon uto sri sre čet pet sub ned
pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt çar per cum cmt paz
senin selasa rabu kamis jumat sabtu minggu sen sel rab kam jum min
понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа четвер пятниця пʼятниця субота
неділя понеделник сряда четвъртък петък събота неделя
δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρί τετ πέμ παρ σάβ κυρ
الأحد الاحد الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت
شنبه یکشنبه دوشنبه سه چهارشنبه پنجشنبه پنج چهار یک دو جمعه
יום ראשון שני שלישי רביעי חמישי שישי שבת
सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार सोम मंगल बुध गुरु शुक्र शनि रवि
সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার
วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันศุกร์ วันเสาร์ วันอาทิตย์ จันทร์ อังคาร พุธ พฤหัสบดี พฤหัส ศุกร์ เสาร์
อาทิตย์
日 月 火 水 木 金 土 曜日 日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 周一 周二 周三 周四 周五 周六 周日
星期一 星期二
星期三 星期四 星期五 星期六 星期日 월 화 수 목 금 토 일 월요일 화요일 수요일 목요일 금요일 토요일 일요일 thứ hai
ba tư năm sáu bảy
chủ nhật
"""
_AROUND = """
at on the of and am pm a.m p.m gmt utc est edt et cet cest ist bst pst pdt pt ct cst cdt wib wita wit msk eet
eest tsi trt
published updated posted last first modified date created time hrs th st nd rd t z h hour hours day days minute
minutes mins
year years month months week weeks second seconds ago today yesterday read just now
den der dem am um uhr stand vom datum aktualisiert veröffentlicht erstellt zuletzt geändert vor stunde stunden
minuten tagen
er publié publiée publication mis mise jour modifié modifiée le la à et il y a heure heures minutes jours
publicado publicada actualizado actualizada creado fecha el de del las los hora horas hrs hace hs minutos días
semanas meses años año atualizado
atualizada em às ás há dias atrás
pubblicato aggiornato creato data il alle ore del fa minuti giorni ora
publicat actualizat data ora acum ore minute zile în la
gepubliceerd bijgewerkt geplaatst datum op om uur laatste update geleden dagen minuten
udgivet opdateret publiceret offentliggjort oprettet kl d den sidst siden timer minutter dage
publisert oppdatert sist for siden timer dager uker måneder år mindre enn
publicerad publicerat uppdaterad uppdaterat senast skapad klockan sedan timmar minuter dagar för
julkaistu julkaisty päivitetty muokattu viimeksi klo sitten tuntia minuuttia päivää
publikováno aktualizováno vydáno zveřejněno datum dne v hod hodin minut minutami dny před
publikované aktualizované vydané zverejnené dňa hodín o pred
közzétéve frissítve frissült utolsó utoljára megjelent órája napja perce óra
opublikowano aktualizacja opublikowane ostatnia dodano data dnia godz r temu dni minut akt
objavljeno ažurirano zadnja izmjena poslednja izmena datum u sati h prije pre dana god
yayınlanma yayın güncelleme güncellenme son tarihi tarih saat önce gün dakika
опубликовано обновлено размещено дата в г года часов минут дней назад время последнее обновление
опубліковано оновлено о р року годин хвилин днів тому
публикувано обновена обновено последна на в ч преди часа дни минути
δημοσίευση δημοσιεύθηκε δημοσιεύτηκε ενημέρωση ενημερώθηκε τελευταία καταχωρήθηκε ημερομηνία ώρα στις πριν από
ώρες λεπτά
ημέρες πμ μμ π.μ μ.μ
نشر نشرت تم في آخر تحديث تاريخ النشر الساعة بتوقيت ص م صباحا مساء الموافق هـ منذ ساعة ساعات دقيقة يوم الأول الثاني
تاریخ انتشار ساعت به روز رسانی شده در پیش دقیقه روز
פורסם עודכן תאריך בשעה לפני שעות דקות ימים
प्रकाशित अपडेट अपडेटेड पब्लिश्ड बजे पहले घंटे मिनट दिन सुबह शाम तारीख साल पर को
প্রকাশিত প্রকাশ প্রকাশের আপডেট সময় তারিখ টা ঘণ্টা মিনিট আগে দিন রাত সকাল বিকেল বিকাল দুপুর সন্ধ্যা শে ই
diterbitkan diperbarui terbit dipublikasikan tanggal pukul jam lalu yang menit hari
xuất bản đăng cập nhật lúc ngày tháng giờ phút trước lần cuối gmt
เผยแพร่ อัปเดต อัพเดต อัพเดท วันที่ เวลา น ที่ ชั่วโมง นาที วัน โพสต์ เมื่อ แล้ว พ.ศ ค.ศ ล่าสุด
发布 发布时间 發布時間 更新时间 更新時間 更新 时间 時間 来源 年 月 日 時 时 分 秒 上午 下午 发布于 發佈 發布
公開 配信 掲載 投稿 版 号
更新日時 公開日時 掲載日時 配信日時 投稿日時 更新日 公開日 掲載日 発行日 投稿日 发表时间 發表時間 发稿时间
日期 最后 最後
오전 오후 입력 수정 등록 승인 최종 업데이트 기사 송고 년 시 분 초
"""
_AGO = """
ago vor hace há atrás fa geleden siden sedan sitten před pred temu prije pre önce назад тому преди πριν منذ پیش
לפני पहले আগে
lalu trước แล้ว órája napja perce acum 전 時間前 分前 日前 小时前 小時前 分钟前 分鐘前 天前
"""
"""Words that say how long ago a text was published."""
_MONTH_NAMES = frozenset(_MONTHS.split())
_AGO_WORDS = frozenset(_AGO.split())
_OF_DATES = frozenset((_WEEKDAYS + _AROUND).split()) | _MONTH_NAMES | _AGO_WORDS
_LETTER = rf"(?:[^\W\d_]|[{INDIC}{_THAI}])"
_word = re.compile(rf"{_LETTER}+(?:\.{_LETTER}(?!{_LETTER}))*|\d+")
_points = re.compile(f"[{POINTS}]+")
_before_month = re.compile(rf"(?<!\d)\d{{1,2}}(?:\.|º|er|th|st|nd|rd)?,? (?:de |of )?({_LETTER}{{3,}})")
_behind_month = re.compile(rf"({_LETTER}{{3,}})\.?,? \d{{1,2}}(?!\d)")
_numbered = re.compile(
    r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}|\d\s?[年년]|\b\d{1,2}:\d\d\b|\b\d+\s+(?:hours?|days?|minutes?)\s+ago\b", re.I
)


def names_day(text: str) -> bool:
    """Whether a day or a time stands in a text.

    >>> names_day("The vote on 12 March passed."), names_day("3 октября 2025"), names_day("In 2025 it passed.")
    (True, True, False)
    """
    if _numbered.search(text):
        return True
    lower = text.lower()
    return any(found[1] in _MONTH_NAMES for near in (_before_month, _behind_month) for found in near.finditer(lower))


def is_date(text: str) -> bool:
    """Whether a text says when something was published, and nothing else.

    >>> is_date("Publicado el 12 de marzo de 2025, 10:40 h"), is_date("12 March fair")
    (True, False)
    >>> is_date("vor 3 Stunden"), is_date("3 Stunden")
    (True, False)
    """
    words = _word.findall(_points.sub("", text.lower().replace("i̇", "i").replace("'", "ʼ").replace("’", "ʼ")))
    if not all(word in _OF_DATES or word.isdecimal() for word in words):
        return False
    return names_day(text) or not _AGO_WORDS.isdisjoint(words)
