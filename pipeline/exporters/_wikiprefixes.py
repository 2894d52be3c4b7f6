"""Prefixes that lead a title out of a wiki's main namespace.

MediaWiki takes what stands before the first colon of a title for a namespace or for another
wiki, if it knows one of that name, and creates the page there: ``File: A Love Story`` would be a
file. Which names a wiki knows depends on its language and settings. These are known here:

- the namespaces of MediaWiki and of the extensions that come with it, and those that are usual
  on wikis, in English and in the languages of ``terms.toml``, with their older names;
- the wikis that a new installation can link to, and the letters that Wikimedia's go by;
- the codes of languages, which wikis in several languages link to each other with.

What only one wiki knows, as its own name, is not.
"""

from __future__ import annotations

_NAMESPACES = """
afbeelding | aide | aiuto | ajuda | ajuda discussão | archivo | archivo discusión | arquivo |
arquivo discussão | ayuda | ayuda discusión | benutzer | benutzer diskussion | benutzerin |
benutzerin diskussion | bestand | bild | bild diskussion | book | book talk | bản mẫu | categoria |
categoria discussão | categorie | category | category talk | category‐ノート | categoría |
categoría discusión | catégorie | datei | datei diskussion | discusión | discussion |
discussion aide | discussion catégorie | discussion fichier | discussion image |
discussion mediawiki | discussion modèle | discussion utilisateur | discussion utilisatrice |
discussione | discussioni aiuto | discussioni categoria | discussioni file | discussioni immagine |
discussioni mediawiki | discussioni template | discussioni utente | discussão | discuter |
diskussion | dosya | dosya tartışma | draft | draft talk | dyskusja | dyskusja grafiki |
dyskusja kategorii | dyskusja mediawiki | dyskusja pliku | dyskusja pomocy | dyskusja szablonu |
dyskusja użytkowniczki | dyskusja użytkownika | especial | ficheiro | ficheiro discussão | fichier |
file | file talk | gadget | gadget definition | gadget definition talk | gadget talk | gebruiker |
grafika | help | help talk | help‐ノート | hilfe | hilfe diskussion | hình | image | image talk |
imagem | imagem discussão | imagen | imagen discusión | immagine | kategori | kategori tartışma |
kategoria | kategorie | kategorie diskussion | kullanıcı | kullanıcı mesaj | media | mediawiki |
mediawiki discusión | mediawiki discussão | mediawiki diskussion | mediawiki talk |
mediawiki tartışma | mediawiki‐ノート | mediawiki・トーク | mediawiki討論 | mediawiki讨论 |
mediawiki토론 | medio | medium | medya | medyaviki | medyaviki tartışma | module | module talk |
modèle | multimédia | média | mídia | ortam | overleg | overleg afbeelding | overleg bestand |
overleg categorie | overleg gebruiker | overleg help | overleg mediawiki | overleg sjabloon |
phương tiện | plantilla | plantilla discusión | plik | pomoc | portal | portal talk | predefinição |
predefinição discussão | project | project talk | resim | resim tartışma | sjabloon | speciaal |
special | speciale | specjalna | spezial | spécial | szablon | talk | tartışma | template |
template talk | template‐ノート | thành viên | thảo luận | thảo luận bản mẫu | thảo luận hình |
thảo luận mediawiki | thảo luận thành viên | thảo luận thể loại | thảo luận tiêu bản |
thảo luận trợ giúp | thảo luận tập tin | thể loại | timedtext | timedtext talk | tiêu bản | trợ giúp |
tập tin | user | user talk | usuaria | usuaria discusión | usuario | usuario discusión | usuária |
usuária discussão | usuário | usuário discussão | utente | utilisateur | utilisatrice | utilizador |
utilizador discussão | utilizadora | utilizadora discussão | użytkowniczka | użytkownik | vorlage |
vorlage diskussion | yardım | yardım tartışma | özel | đặc biệt | şablon | şablon tartışma | αρχείο |
βοήθεια | ειδικό | εικόνα | κατηγορία | μέσο | μέσον | πρότυπο | συζήτηση | συζήτηση mediawiki |
συζήτηση αρχείου | συζήτηση βοήθειας | συζήτηση εικόνας | συζήτηση κατηγορίας | συζήτηση προτύπου |
συζήτηση χρήστη | χρήστης | изображение | категория | медиа | обсуждение | обсуждение mediawiki |
обсуждение изображения | обсуждение категории | обсуждение справки | обсуждение участника |
обсуждение участницы | обсуждение файла | обсуждение шаблона | служебная | справка | участник |
участница | файл | шаблон | מדיה | מדיה ויקי | מיוחד | משתמש | משתמשת | עזרה | קובץ | קטגוריה | שיחה |
שיחת מדיה ויקי | שיחת משתמש | שיחת משתמשת | שיחת עזרה | שיחת קובץ | שיחת קטגוריה | שיחת תבנית |
שיחת תמונה | תבנית | תמונה | تصنيف | خاص | صورة | قالب | مساعدة | مستخدم | مستخدمة | ملف | ميديا |
ميدياويكى | ميدياويكي | نقاش | نقاش التصنيف | نقاش الصورة | نقاش القالب | نقاش المساعدة |
نقاش المستخدم | نقاش المستخدمة | نقاش الملف | نقاش ميدياويكى | نقاش ميدياويكي | وسائط | चित्र |
चित्र वार्ता | मीडिया | मीडियाविकि | मीडियाविकि वार्ता | वार्ता | विशेष | श्रेणी | श्रेणी वार्ता |
सदस्य | सदस्य वार्ता | सहायता | सहायता वार्ता | साँचा | साँचा वार्ता | คุยกับผู้ใช้ | คุยเรื่องภาพ |
คุยเรื่องมีเดียวิกิ | คุยเรื่องวิธีใช้ | คุยเรื่องหมวดหมู่ | คุยเรื่องแม่แบบ | คุยเรื่องไฟล์ |
ผู้ใช้ | พิเศษ | พูดคุย | ภาพ | มีเดียวิกิ | วิธีใช้ | สื่อ | หมวดหมู่ | แม่แบบ | ไฟล์ | カテゴリ |
カテゴリ・トーク | テンプレート | テンプレート・トーク | トーク | ノート | ファイル |
ファイル‐ノート | ファイル・トーク | ヘルプ | ヘルプ・トーク | メディア | 专案 | 专案讨论 | 使用者 |
使用者对话 | 使用者對話 | 使用者討論 | 使用者讨论 | 使用說明 | 使用說明討論 | 使用说明 |
使用说明讨论 | 分类 | 分类对话 | 分类讨论 | 分類 | 分類對話 | 分類討論 | 利用者 | 利用者‐会話 |
利用者・トーク | 图像 | 图像对话 | 图像讨论 | 图片 | 图片讨论 | 圖像 | 圖像對話 | 圖像討論 | 圖片 |
圖片討論 | 媒体 | 媒体文件 | 媒体档案 | 媒體 | 媒體文件 | 媒體檔案 | 对话 | 專案 | 專案討論 | 對話 |
帮助 | 帮助对话 | 帮助讨论 | 幫助 | 幫助對話 | 幫助討論 | 文件 | 文件对话 | 文件對話 | 文件討論 |
文件讨论 | 样板 | 样板对话 | 样板讨论 | 档案 | 档案对话 | 档案讨论 | 模板 | 模板对话 | 模板對話 |
模板討論 | 模板讨论 | 樣板 | 樣板對話 | 樣板討論 | 檔案 | 檔案對話 | 檔案討論 | 特別 | 特殊 | 用戶 |
用戶對話 | 用戶討論 | 用户 | 用户对话 | 用户讨论 | 画像 | 画像‐ノート | 討論 | 說明 | 說明討論 |
讨论 | 说明 | 说明讨论 | 그림 | 그림토론 | 도움말 | 도움말토론 | 미디어 | 미디어위키 |
미디어위키토론 | 분류 | 분류토론 | 사용자 | 사용자토론 | 토론 | 특 | 특수 | 특수기능 | 틀 | 틀토론 |
파일 | 파일토론
"""

_WIKIS = """
acronym advogato arxiv b c c2find cache commons d dictionary doi drumcorpswiki dwjwiki elibre
emacswiki f foldoc foundation foxwiki freebsdman gentoo-wiki google googlegroups hammondwiki hrwiki
imdb incubator kmwiki linuxwiki lojban lqwiki m meatball mediawikiwiki memoryalpha metawiki
metawikimedia mozillawiki mw n oeis openwiki phab pmid pythoninfo q rfc s s23wiki seattlewireless
senseislibrary shoutwiki species squeak theopedia tmbw tmnet twiki uncyclopedia unreal usemod v voy
w wiki wikia wikibooks wikidata wikif1 wikihow wikimedia wikinews wikinfo wikipedia wikiquote
wikisource wikispecies wikiversity wikivoyage wikt wiktionary
"""

_LANGUAGES = """
aa ab abs ace ady ady-cyrl aeb aeb-arab aeb-latn af ak aln als alt am ami an ang anp ar arc arn arq
ary arz as ase ast atj av avk awa ay az azb ba ban ban-bali bar bat-smg bbc bbc-latn bcc bci bcl be
be-tarask be-x-old bg bgn bh bho bi bjn blk bm bn bo bpy bqi br brh bs btm bto bug bxr ca cbk-zam
cdo ce ceb ch cho chr chy ckb co cps cr crh crh-cyrl crh-latn cs csb cu cv cy da dag de de-at de-ch
de-formal din diq dsb dtp dty dv dz ee egl el eml en en-ca en-gb eo es es-formal et eu ext fa fat ff
fi fit fiu-vro fj fo fon fr frc frp frr fur fy ga gaa gag gan gan-hans gan-hant gcr gd gl gld glk gn
gom gom-deva gom-latn gor got gpe grc gsw gu guc gur guw gv ha hak haw he hi hif hif-latn hil ho hr
hrx hsb hsn ht hu hu-formal hy hyw hz ia id ie ig ii ik ike-cans ike-latn ilo inh io is it iu ja jam
jbo jut jv ka kaa kab kbd kbd-cyrl kbp kcg kea kg khw ki kiu kj kjp kk kk-arab kk-cn kk-cyrl kk-kz
kk-latn kk-tr kl km kn ko ko-kp koi kr krc kri krj krl ks ks-arab ks-deva ksh ksw ku ku-arab ku-latn
kum kv kw ky la lad lb lbe lez lfn lg li lij liv lki lld lmo ln lo loz lrc lt ltg lus luz lv lzh lzz
mad mai map-bms mdf mg mh mhr mi min mk ml mn mni mnw mo mos mr mrh mrj ms ms-arab mt mus mwl my myv
mzn na nah nan nap nb nds nds-nl ne new ng nia niu nl nl-informal nmz nn no nod nov nqo nrm nso nv
ny nyn nys oc ojb olo om or os pa pag pam pap pcd pcm pdc pdt pfl pi pih pl pms pnb pnt prg ps pt
pt-br pwn qu qug rgn rif rm rmc rmy rn ro roa-rup roa-tara rsk ru rue rup ruq ruq-cyrl ruq-latn rw
ryu sa sah sat sc scn sco sd sdc sdh se se-fi se-no se-se sei ses sg sgs sh shi shi-latn shi-tfng
shn shy shy-latn si simple sjd sje sk skr skr-arab sl sli sm sma smn sms sn so sq sr sr-ec sr-el srn
sro ss st stq sty su sv sw syl szl szy ta tay tcy tdd te tet tg tg-cyrl tg-latn th ti tk tl tly
tly-cyrl tn to tpi tr tru trv ts tt tt-cyrl tt-latn tum tw ty tyv tzm udm ug ug-arab ug-latn uk ur
uz uz-cyrl uz-latn ve vec vep vi vls vmf vmw vo vot vro wa war wls wo wuu xal xh xmf xsy yi yo yrl
yue za zea zgh zh zh-classical zh-cn zh-hans zh-hant zh-hk zh-min-nan zh-mo zh-my zh-sg zh-tw zh-yue
zu
"""

_TAKEN = frozenset(
    name.casefold()
    for name in (
        *(" ".join(name.split()) for name in _NAMESPACES.split("|")),
        *_WIKIS.split(),
        *_LANGUAGES.split(),
    )
)


def is_taken(prefix: str) -> bool:
    """Whether a wiki may know `prefix`, a text with single blanks, as a namespace or another wiki."""
    return prefix.casefold() in _TAKEN
