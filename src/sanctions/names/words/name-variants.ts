import { mandarinSyllables } from './wade-giles.ts';

/**
 * Forms of one given or family name: diminutives, and the same name in another language or in
 * another romanisation. Each row is one name; a word may stand in several rows. General onomastic
 * knowledge (dictionaries of English hypocorisms, of saints' names across languages, of Arabic
 * names in Latin script, of Chinese surnames by dialect); never a particular person's alias.
 */
const givenNames = `
alexander aleksandr alexandr oleksandr alejandro alessandro alexandre aleksander iskander alex sasha sacha sandro alec
alexandra aleksandra oleksandra alejandra sandra sasha
alexei aleksei aleksey alexey oleksii oleksiy alyosha
albert alberto bert
andrew andrei andrey andrej andriy andreas andres andre andrzej drew andy
anthony antonio antoine anton antoni tony
anna ann anne ana hanna hannah annie
arthur arturo artur art
barbara barb varvara
benjamin benyamin binyamin ben benny benji
bernard bernardo bernd
boris borys
carl karl carlos charles carlo karel chuck charlie charley
catherine katherine kathryn ekaterina yekaterina katerina katarina catalina caterina kate kathy katie cathy katya
christopher christoph cristobal kristof chris kit
christina kristina cristina christine tina chris
daniel daniil danil danylo dan danny
david davide dawid davyd dave davy daud dawud daoud dawood
deborah debra deb debbie
demetrius dmitry dmitri dmitriy dmytro dimitri dimitrios dima
dennis denis denys
donald don donny
dorothy dorothea dot dottie
edward eduardo eduard edouard ed eddie ted ned
elena helen helena yelena olena ellen lena
elizabeth elisabeth elisabetta isabel yelizaveta elizaveta liz lisa beth betty eliza libby
emanuel emmanuel manuel immanuel manny
eugene evgeny evgeni yevgeny yevgeni yevgeniy yevhen eugenio gene
francis francisco francesco francois franz frank frantisek pancho paco fran
frederick frederik friedrich federico frederic fryderyk fred freddy fritz
gabriel jibril jabril gavriil gabe
gennady gennadi gennadiy hennadiy gena
george georg jorge georges giorgio georgy georgi georgiy heorhiy jerzy yuri yury yuriy yurii jiri
gerald gerard gerhard gerry jerry gerd
gregory grigory grigori grigoriy gregorio hryhoriy greg
harold harry hal
henry enrique enrico henri heinrich heinz henrik henryk hank harry
hugh hugo ugo
ignatius ignacio ignacy nacho
igor ihor
irene irina iryna
isaac ishaq ishak itzhak yitzhak izaak isak
ivan john johann johannes juan jean giovanni hans jan janos jon ian sean joao jack johnny yahya ivo
jacob jakob james jaime jacques giacomo santiago diego yaakov iago yakub yaqub yaqoub jim jimmy jamie jake
jeffrey geoffrey godfrey jeff geoff
jeremy jeremiah jerry
jessica jess jessie
joachim joaquin joakim
joanna juana johanna giovanna ioanna joan jane jean janet yana
jonathan jon yonatan jonny
joseph jose josef giuseppe iosif yosef yossi youssef yusuf yousef yousuf josip jozef joe joey pepe
joshua josh yehoshua
julia julie yulia yuliya iuliia giulia
julian julien giuliano yulian
kenneth ken kenny
konstantin constantine constantin kostya kostas
lawrence laurence lorenzo laurent lars larry
leo leon lev leonid leonardo leonard
louis luis luigi ludwig ludvig lewis lou
lucas luke luca lukas lukasz
margaret margarita marguerite margherita malgorzata maggie meg peggy rita
maria mary marie maryam mariam miriam mariya maryna masha molly
mark marco marcos marcus marc markus
martha marta
martin marcin martino marty
matthew matthias mateo matteo mathieu matvei matvey mateusz matt
maximilian maxim maksim maksym massimo max
michael mikhail mykhailo miguel michel michele mikael michal mihail mihai mike mick mickey misha
nathaniel nathan nathanael nat nate
nicholas nikolai nikolay nicolas nicola nikolaus niccolo mykola mikolaj nikola nick nicky kolya klaus
oleg oleh
olga olha
oscar oskar
patrick patricio padraig pat paddy
patricia pat patty trish
paul pablo paolo pavel pavlo pawel paulo pauli
peter pedro pierre pietro petr pyotr petro piotr pete petya
philip phillip felipe philippe filippo filip phil
rachel raquel rachele
ralph rolf raul raoul
raymond ramon raimondo ray
rebecca rebekka rivka becky
richard ricardo riccardo rick dick rich ricky
robert roberto ruprecht rob bob bobby bert robbie
ronald ronaldo ron ronny
rose rosa roza
rudolf rodolfo rudolph rudy
samuel samuil shmuel sam sammy
sarah sara sally
sergei sergey sergio serge sergiy serhii serhiy sergej sergejs sergii
simon simeon semyon semen shimon simone
sophia sofia sofya sophie
stanislav stanislaw stanislaus stas stan
stephen steven stefan esteban stefano etienne stepan istvan steve
susan susana suzanne zuzana sue susie
svetlana svitlana sveta
tatiana tatyana tetiana tanya
theodore fyodor fedor teodoro theodor fedir ted teddy
theresa teresa therese tess terry
thomas tomas tommaso tom tommy foma
timothy timofey timoteo tim timmy
valentin valentino valentyn
valery valeri valeriy valerii
vasily vasili vasiliy vasyl basil vasilis
victor viktor vittorio
vincent vicente vincenzo vinnie vince
vladimir volodymyr wladimir vladimiro wolodymyr uladzimir vova volodya
vyacheslav viacheslav wiaczeslaw slava
william wilhelm guillermo guglielmo guillaume willem bill billy will willy liam
xavier javier saverio
zachary zakaria zakariya zacharias zack zach zakariyya
muhammad mohammed mohamed mohammad muhammed mohamad muhamad mehmet mohd mahomet magomed muhammet mokhammad mochammad mochamad mahamat maxamed mamadou mohamud mhd
ahmad ahmed ahmet akhmed axmed ahmad
ali aly alee
abdullah abdallah abdulla abdalla abdoullah cabdullaahi abdullahi abdoulaye
hussein husayn hussain hossein hosein hussien husain hoseyn husein xuseen
hassan hasan hasen xasan hassen
ibrahim ebrahim brahim abraham ibraheem avraham ibrohim
ismail ismael esmail ismaeel esmaeil ishmael
yunus younis younes yunis jonah
umar omar omer cumar
uthman othman osman usman cismaan ousmane
osama usama ousama oussama
khalid khaled halid khalil
mahmud mahmoud mahmood mehmood mahmut
mustafa mostafa moustafa mustapha mostapha
said saeed saied sayid saeid siad
sulaiman suleiman suleyman solomon sulayman soleiman sulieman souleymane
yasin yassin yaseen
jafar jaafar djafar cafer gafar
jamal gamal djamal cemal
faisal faysal feisal
rashid rachid rasheed reshid
salih saleh salah
tariq tarek tarik tareq
walid waleed oualid
ayman aiman aymen
aisha aysha aicha ayesha
fatima fatma fatimah fatemeh
khadija khadijah hatice khadijeh
isa issa eisa iesa ciise
musa moussa mousa moses moshe moises muse
nasir nasser naser nassir nasr
qasim kassem qassem kasim kasem qasem
abbas abas
rahman rehman rahmaan
abdulrahman abdurrahman abderrahman abdelrahman abdirahman cabdirahman abdalrahman
karim kareem
bin ibn ben ould
abd abdul abdel abdal abdol abdu
abu abou
al el
hamid hameed
aziz azeez
`;

/** Chinese surnames as written on the mainland, by Wade-Giles, and in Cantonese and Min. */
const chineseSurnames = `
chen chan tan chin
zhang chang cheung teo teoh
wang wong ong heng
huang wong ng ooi hwang
li lee lei
liu lau low lao liew
yang yeung yeo young
zhao chao chiu teow
wu ng goh woo
zhou chou chow chew
xu hsu hui koh khor
sun suen soon
zhu chu choo
lin lam lim
he ho hoh
guo kuo kwok koay quek
liang leung neo
song sung
zheng cheng teh tay
xie hsieh tse chia
tang teng tong
deng teng tang
feng fung foong
cai tsai choi chua chai
zeng tseng tsang chan
jiang chiang keung cheong
pan poon phua
dong tung
lu lo lou loo
ye yeh yip yap
su so soo
xiao hsiao siu siew
xue hsueh sit
gao kao ko
luo lo law
cao tsao cho
hu woo wu
ma mah
yuan yuen
fang fong png
kong hung khong
qiu chiu yau khoo
shi shih sze
`;

/** Row numbers of each word. Two words of one row are forms of one name. */
function rowsOf(text: string): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  text
    .trim()
    .split('\n')
    .forEach((line, row) => {
      for (const word of line.split(' ')) rows.set(word, [...(rows.get(word) ?? []), row]);
    });
  return rows;
}

const given = rowsOf(givenNames);
const chinese = rowsOf(chineseSurnames);

/** True for a given name of the table, in any of its forms. */
export const isGivenName = (word: string): boolean => given.has(word);

/** Rows of a word, as opaque keys: equal for words that may be forms of one name. */
export function variantKeys(word: string): readonly string[] {
  return [
    ...(given.get(word) ?? []).map((row) => `g${row}`),
    ...(chinese.get(word) ?? []).map((row) => `c${row}`),
    ...mandarinSyllables(word).map((syllable) => `m${syllable}`),
  ];
}
