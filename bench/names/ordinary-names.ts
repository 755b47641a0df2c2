import { birthDate } from './generated-parties.ts';
import { pickWeighted, seededRandom } from './seeded-random.ts';

/**
 * The 100 most frequent family names and given names of the United States, each with its bearers
 * per million in 2013 (FiveThirtyEight's estimates, CC BY 4.0, from the Census Bureau's surname
 * tables of 2000 and 2010 and the Social Security Administration's births by name).
 */
const familyNames = parse(`
  SMITH 7999; JOHNSON 6346; WILLIAMS 5330; BROWN 4724; JONES 4676; GARCIA 4063; RODRIGUEZ 3818;
  MILLER 3731; MARTINEZ 3669; DAVIS 3649; HERNANDEZ 3366; LOPEZ 2946; GONZALEZ 2847; WILSON
  2651; ANDERSON 2554; THOMAS 2461; TAYLOR 2444; LEE 2425; MOORE 2364; JACKSON 2333; PEREZ 2317;
  MARTIN 2276; THOMPSON 2174; WHITE 2168; SANCHEZ 2092; HARRIS 2048; RAMIREZ 1855; CLARK 1839;
  LEWIS 1746; ROBINSON 1742; WALKER 1714; YOUNG 1596; HALL 1590; ALLEN 1567; TORRES 1541; NGUYEN
  1522; WRIGHT 1492; FLORES 1484; KING 1482; SCOTT 1435; RIVERA 1419; GREEN 1417; HILL 1399;
  ADAMS 1387; BAKER 1376; NELSON 1376; MITCHELL 1254; CAMPBELL 1248; GOMEZ 1248; CARTER 1241;
  ROBERTS 1224; DIAZ 1192; PHILLIPS 1177; EVANS 1156; TURNER 1138; REYES 1106; CRUZ 1096; PARKER
  1094; EDWARDS 1079; COLLINS 1069; STEWART 1056; MORRIS 1047; MORALES 1033; ORTIZ 1019;
  GUTIERREZ 1013; MURPHY 995; ROGERS 986; COOK 979; KIM 947; MORGAN 926; COOPER 913; RAMOS 913;
  PETERSON 910; GONZALES 905; BELL 903; REED 900; BAILEY 893; CHAVEZ 881; KELLY 868; HOWARD 865;
  RICHARDSON 852; WARD 851; COX 842; RUIZ 831; BROOKS 822; WATSON 821; WOOD 815; JAMES 807;
  MENDOZA 803; GRAY 799; BENNETT 799; ALVAREZ 798; CASTILLO 785; PRICE 767; HUGHES 765; VASQUEZ
  760; SANDERS 753; JIMENEZ 751; LONG 747; FOSTER 746`);
const givenNames = parse(`
  Michael 11577; James 10218; John 9675; Robert 9493; David 8943; William 7484; Mary 6839;
  Christopher 5901; Joseph 5410; Richard 5346; Daniel 5138; Thomas 4922; Matthew 4497; Jennifer
  4333; Charles 4280; Anthony 3840; Patricia 3784; Linda 3751; Mark 3559; Elizabeth 3530; Joshua
  3510; Steven 3452; Andrew 3389; Kevin 3294; Brian 3244; Barbara 3207; Jessica 3178; Jason
  2969; Susan 2941; Timothy 2880; Paul 2872; Kenneth 2766; Lisa 2749; Ryan 2744; Sarah 2686;
  Karen 2660; Jeffrey 2644; Donald 2617; Ashley 2572; Eric 2532; Jacob 2510; Nicholas 2504;
  Jonathan 2497; Ronald 2443; Michelle 2412; Kimberly 2392; Nancy 2351; Justin 2288; Sandra
  2273; Amanda 2253; Brandon 2249; Stephanie 2230; Emily 2223; Melissa 2212; Gary 2178; Edward
  2171; Stephen 2146; Scott 2102; George 2092; Donna 2089; Jose 2088; Rebecca 2016; Deborah
  2008; Laura 1964; Cynthia 1962; Carol 1962; Amy 1929; Margaret 1893; Gregory 1881; Sharon
  1880; Larry 1866; Angela 1855; Maria 1828; Alexander 1803; Benjamin 1798; Nicole 1769;
  Kathleen 1754; Patrick 1739; Samantha 1720; Tyler 1712; Samuel 1686; Betty 1655; Brenda 1642;
  Pamela 1621; Aaron 1615; Kelly 1568; Heather 1532; Rachel 1531; Adam 1522; Christine 1519;
  Zachary 1515; Debra 1510; Katherine 1481; Dennis 1465; Nathan 1456; Christina 1435; Julie
  1418; Jordan 1416; Kyle 1413; Anna 1400`);

const middleNameShare = 0.3;
const middleInitialShare = 0.3;

/** A payee with an ordinary name; nobody in particular. */
export interface OrdinaryPayee {
  readonly name: string;
  readonly dateOfBirth: string;
}

/** Payees whose names are drawn by frequency, some with a middle name or initial, of working age. */
export function ordinaryPayees(count: number, seed: number): readonly OrdinaryPayee[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const given = pickWeighted(givenNames, random);
    const family = pickWeighted(familyNames, random);
    const middle = pickWeighted(givenNames, random);
    const lot = random();
    const between =
      lot < middleNameShare
        ? ` ${middle}`
        : lot < middleNameShare + middleInitialShare
          ? ` ${middle.charAt(0)}.`
          : '';
    const name = `${given}${between} ${family.charAt(0)}${family.slice(1).toLowerCase()}`;
    return { name, dateOfBirth: birthDate(1960, 2004, random) };
  });
}

function parse(text: string): readonly (readonly [string, number])[] {
  return text.split(';').map((entry) => {
    const [name = '', perMillion] = entry.trim().split(' ');
    return [name, Number(perMillion)] as const;
  });
}
