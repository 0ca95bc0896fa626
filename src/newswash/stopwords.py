"""The commonest words of thirty languages in one set: whether a line talks, not in which language."""

_LISTS = """
the of and to in a is that for it was on as with he be at by are this his from have had not but they you were which
or we an
she her has been their one all would there will who if can when more no its about so up out them than him said what
do
der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an er hat aus bei sie dass
nach wird
einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man wir ich werden
wenn was
le la les de des du et à un une en que est pour qui dans il pas sur au plus par ce avec ne se sont cette mais son
ont nous
elle été aux ses leur comme fait être même tout aussi où
el los las y del que se por con para su una al lo como más pero sus ya este sí porque esta entre cuando muy sin
sobre también
me hasta hay donde desde todo nos durante ha fue son
o os as e do da em não é para com uma mais dos no na por foi ao das seu sua ou quando muito há nos já está eu
também só pelo
di che è e il non si per un sono ma come da anche ci questo gli nel della alla dei delle con più su ha al le nella
stato
het een van en niet dat op te zijn voor met die er aan hij om ook als bij dan maar nog naar wordt door heeft uit
werd
och att det som en på är av för med inte till den har de om ett han men var jag sig från vi så kan när
og at det er på af til med den har som ikke de et han der om var vi så kan når jeg fra ble seg
ja on ei se että oli hän mutta ovat kun niin joka tai myös kuin vain ole sen mitä
i w na z do się nie że to jest o jak ale po za od przez dla są tym tak co czy oraz ma jego być był tego już
a v na se že je to s z do o i ve by jako za pro však jsou po od také už ale jeho bylo tak které
az és hogy nem egy is ez meg de csak volt mint van már el még ki lesz azt
și în de la a că nu cu pe din este un o să ce mai pentru se sunt au care fost
και το να του η της με για που στο τα από είναι την οι θα ο τη σε δεν των στην τον ότι μια στη τους έχει
ve bir bu da de için ile olarak çok daha gibi en var ama ne olan sonra kadar olduğu
и в не на что он с как это по но из у за от для его к о же так был то все она они бы было мы вы при году или ещё
і у на не що до з як та за це він про від але є його для так або
של את על לא זה כי עם הוא גם היא אל כל או יותר אם היה אני
في من على إلى أن ما هذا عن مع التي الذي لا كان هذه قد بعد هو كما كل بين و
در به از که این را با است برای آن یک خود تا کرد بر هم نیز می شود
के में की है से का को और पर यह कि ने एक नहीं हैं भी था लिए इस तो
এই ও না করে এবং থেকে হয় জন্য তার একটি
yang di dan itu dengan untuk tidak ini dari dalam akan pada juga ke karena ada oleh sudah saya
và của là có trong được cho các một với không những để đã này người khi từ
的 了 在 是 不 和 有 我 这 這 他 们 們 也 就 都 说 說 为 為 与 與 而 之
の に は を た が で と も し な れ さ い る
은 는 이 가 을 를 에 의 도 로
ที่ และ ใน ของ
"""
STOPWORDS: frozenset[str] = frozenset(_LISTS.split())
