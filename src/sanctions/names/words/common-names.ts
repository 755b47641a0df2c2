/** The 100 most frequent family names and given names of the United States (Census Bureau, SSA). */
const unitedStates = `
the in by of and smith johnson williams brown jones garcia rodriguez miller martinez davis
hernandez lopez gonzalez anderson thomas taylor lee moore jackson perez martin thompson white
sanchez harris ramirez clark lewis robinson walker young hall allen torres wright flores king
scott rivera green hill adams baker nelson mitchell campbell gomez carter roberts diaz phillips
evans turner reyes cruz edwards collins stewart morris morales ortiz gutierrez murphy rogers cook
kim morgan cooper ramos peterson gonzales bell reed bailey chavez kelly howard richardson ward cox
ruiz brooks watson wood james mendoza gray bennett alvarez castillo price hughes sanders jimenez
long foster michael john robert david william mary christopher joseph richard daniel matthew
charles anthony patricia linda mark elizabeth steven andrew kevin brian barbara jessica susan
timothy paul kenneth lisa ryan sarah karen jeffrey donald ashley eric jacob nicholas jonathan
ronald michelle kimberly nancy justin amanda brandon stephanie emily melissa gary stephen george
donna jose rebecca laura cynthia carol amy margaret gregory larry angela maria alexander benjamin
nicole kathleen patrick samantha tyler samuel betty brenda pamela aaron heather rachel adam
christine zachary debra katherine dennis nathan christina jordan kyle anna`;

/** Given and family names that every twentieth bearer or more shares where Arabic names are given. */
const arabWorld = `
mohammed muhammad mohamed mohammad ahmed ahmad ali hassan hasan hussein hussain husayn ibrahim mahmoud
khalid khaled abdullah abdallah omar umar yusuf youssef said mustafa saleh salih hamid`;

/** Iran, Pakistan, Afghanistan, India, Bangladesh. */
const southernAsia = `
hossein reza mehdi khan shah hussain akhtar begum bibi singh kumar sharma patel das devi kaur gupta rahman
islam amir karimi ahmadi`;

/** Family names of China (Ministry of Public Security), Viet Nam and Japan. */
const easternAsia = `
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo lee chan wong lam
nguyen tran le pham hoang phan vu vo dang bui do sato suzuki takahashi tanaka watanabe`;

/** Russia and Ukraine. */
const easternEurope = `
aleksandr alexander sergey sergei vladimir andrey andrei dmitry mikhail nikolay igor ivan yuri oleg viktor
aleksey alexei evgeny ivanov smirnov kuznetsov petrov popov sokolov volkov shevchenko`;

/** Spain and Latin America, where they are not in the table of the United States. */
const spanishSpeaking = `
juan carlos luis manuel antonio francisco jesus miguel pedro pablo rafael fernandez romero suarez rojas
moreno munoz alonso dominguez vargas castro guerrero medina herrera`;

/**
 * Names so frequent somewhere that sharing one says little (national statistics of names). They
 * weigh less, and two of them that differ by a letter are two names rather than a slip.
 */
export const commonNames: ReadonlySet<string> = new Set(
  [unitedStates, arabWorld, southernAsia, easternAsia, easternEurope, spanishSpeaking]
    .join(' ')
    .trim()
    .split(/\s+/),
);
