/**
 * Words that thousands of organisations share: trade, form of organisation, quality. Agreeing on
 * one says little. English, and the romanised Russian, German, French, Spanish and Italian words
 * that are most frequent in company registers.
 */
const generic =
  'academy administration advisory agency agricultural agriculture air airline airlines airways alliance ' +
  'aluminium army asset assets associates authority automotive aviation banco bank banka banking banque ' +
  'benefit brigade brothers bureau business capital cargo cement center centre chamber chemical chemicals ' +
  'clinic club college commerce commercial commission committee communication communications computer ' +
  'construction consulting consultancy cooperation corps council credit cultural customs data defence ' +
  'defense department design development digital directorate distribution division dynamics economic ' +
  'economy education electric electrical electronic electronics elektro energia energy engineering ' +
  'enterprise enterprises entertainment environmental equipment equity establishment estate europe ' +
  'european exchange exploration export factory federal federation fertilizer finance financial first ' +
  'fisheries fishing food foods force forces foreign forum free freight front fund funds gas general ' +
  'global gold government grand great group grupo gruppa gruppe guard health healthcare heavy high ' +
  'holding holdings home hospital hotel house import industrial industries industry information ' +
  'infrastructure innovation institute instrument instruments insurance integrated intelligence ' +
  'international investment investments islamic it joint justice kombinat laboratory land lease leasing ' +
  'liberation life light line lines loan logistic logistics machine machinery making management marine ' +
  'maritime market marketing materials mechanical media medical metal metals microelectronics military ' +
  'mineral minerals mines mining ministry mobile mortgage motor motors movement municipal national ' +
  'natural naval network networks new nuclear office offshore oil online operations optical organisation ' +
  'organization overseas partner partners party people peoples personal petro petrochemical petroleum ' +
  'pharma pharmaceutical pharmaceuticals plant plastics police popular port power precision private ' +
  'product production products professional project projects properties property public radio railway ' +
  'railways real regional republic research resource resources retail revolutionary royal russian sales ' +
  'savings school science sciences scientific securities security semiconductor service services ship ' +
  'shipbuilding shipping shipyard social society software solution solutions space special state steel ' +
  'stock store stores strategic studio supply support system systems tanker technical technological ' +
  'technologies technology tekhnologii telecom telecommunications textile tobacco tool tourism trade trading traffic ' +
  'transport transportation travel treasury trust union united university unit universal venture ventures ' +
  'village water works world worldwide zavod zentral obshchestvennaya oblastnaya organizatsiya tsentr ' +
  'predpriyatie nauchno issledovatelskiy institut proizvodstvennoe obedinenie torgovyy dom gosudarstvennyy ' +
  'federalnoe bundes werke werk societe generale industrie servicios comercial inversiones';

/** Countries, regions and capitals: where it is, rarely who it is. */
const places =
  'africa african america american arab arabia asia asian asiapacific australia austria bahrain baltic ' +
  'beijing belarus belgium berlin brasil brazil britain british bulgaria canada caribbean caspian central ' +
  'chile china chinese columbia cuba cyprus damascus danmark denmark deutsche deutschland dprk dubai east ' +
  'eastern egypt emirates england espana euro finland france francaise german germany great greece gulf ' +
  'hellenic holland hong hungary india indian indonesia iran iranian iraq ireland israel italia italy japan ' +
  'hongkong jordan kazakhstan kiev kong korea korean kuwait kyiv lebanon libya london luxembourg macau malaysia ' +
  'mediterranean mexico minsk moscow moskva myanmar netherlands nigeria nord nordic norge north northern ' +
  'norway oman ontario pacific pakistan panama paris peking persian petersburg philippines poland polska ' +
  'portugal pyongyang qatar romania rossiya rossii russia sankt saudi schweiz seoul shanghai singapore south ' +
  'southern spain suisse sudan sverige sweden swiss switzerland syria syrian taiwan tehran texas thailand ' +
  'turkey turkiye uk ukraine usa vietnam west western yemen york zurich';

export const genericWords: ReadonlySet<string> = new Set(generic.split(' '));
export const placeWords: ReadonlySet<string> = new Set(places.split(' '));

/** Words that join others in a name of an organisation, or introduce a vessel's. */
export const fillerWords: ReadonlySet<string> = new Set(
  'the of no nr num number and und et e y i de del da do des du la le les el for fur pour para von van in at mv ms mt ss msc'.split(
    ' ',
  ),
);

/** Spellings, short forms and inflections of one word: the first of each row stands for all. */
const rows = `
organization organisation org
center centre tsentr
international intl int internatl
manufacturing mfg
brothers bros
department dept
university univ
association assn assoc
government govt
national natl
technology technologies tech tekhnologii
industry industries ind
group gruppe gruppa grupo groupe gp
bank banking banka banco banque banca
holding holdings hldg hldgs
service services svc
system systems
solution solutions
defense defence
institute institut
trading trade tdg
shipping shpg
agricultural agriculture
enterprise enterprises predpriyatie
plant zavod
construction constructions
peoples people
saint st sankt
partner partners
partnership prtnrshp
fund funds
product products
percent pct
mount mt
logistic logistics
investment investments
instrument instruments
labour labor
fibre fiber
tire tyre
colour color
cooperation coop
airline airlines airways
railway railways
usa us
korea korean dprk choson chosun joson
russia russian rossiya rossii
china chinese
iran iranian persian
syria syrian
europe european euro
america american`;

export const wordVariants: ReadonlyMap<string, string> = new Map(
  rows
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [head = '', ...others] = row.split(' ');
      return others.map((other) => [other, head] as const);
    }),
);
