/**
 * Real names of listed parties (OFAC SDN list, UN consolidated list; public record), by the custom
 * of naming, `FAMILY, Given`. Parts of them are recombined into as many parties as a bench needs.
 */
export const listedPersons: Readonly<Record<Custom, readonly string[]>> = {
  korean: split(`
    RI, Hong Sop; KIM, Jong Sik; KIM, Song Chol; SON, Jong Hyok; KO, Tae Hun; HAN, Jang Su; KANG, Mun Kil;
    SIM, Hyon Sop; KIM, Sang Man; PAK, Chun Il; CHOE, Song Il; JANG, Yong Son; JON, Myong Guk; RYU, Jin;
    YU, Chol U; HWANG, Sok Hwa; RI, Je Son; YUN, Ho Jin; PAEK, Chang Ho; CHANG, Myong Chin; RA, Kyong Su;
    KIM, Kwang Il; YON, Chong Nam; MUN, Chong Chol; HYON, Kwang Il; CHO, Il U; MIN, Byong Chol; PAE, Won Uk;
    KU, Ja Hyong; CHU, Hyok; JO, Yong Won; KIM, Kyong Ok; CHOE, Chun Yong; RI, Pyong Chul; PARK, Jin Hyok`),
  slavic: split(`
    SEMENOV, Roman; KARASAVIDI, Dmitrii; KONDRATIEV, Ivan Gennadievich; KHOROSHEV, Dmitry Yuryevich;
    MISHIN, Aleksandr Igorevich; POLYANIN, Yevgeniy Igorevich; POTEKHIN, Danil; ANDREYEV, Anton Nikolaeyvich;
    LIFSHITS, Artem Mikhaylovich; ZHDANOVA, Ekaterina Valeryevna; GAMBASHIDZE, Ilya Andreevich;
    VOLOSOVIK, Aleksandr Aleksandrovich; SUNGATOV, Artur Ravilevich; VASINSKYI, Yaroslav; LAVROV, Sergey Viktorovich;
    SECHIN, Igor Ivanovich; ROTENBERG, Arkady Romanovich; TIMCHENKO, Gennady Nikolayevich; KOVALCHUK, Yuri Valentinovich;
    PATRUSHEV, Nikolai Platonovich; SHOIGU, Sergei Kuzhugetovich; GERASIMOV, Valery Vasilyevich;
    DERIPASKA, Oleg Vladimirovich; VEKSELBERG, Viktor Feliksovich; PRIGOZHIN, Yevgeniy Viktorovich;
    MEDVEDEV, Dmitry Anatolyevich; IVANOV, Sergei Borisovich; KOZAK, Dmitry Nikolayevich; VOLODIN, Vyacheslav Viktorovich;
    LUKASHENKO, Alexander Grigoryevich; KADYROV, Ramzan Akhmatovich; USMANOV, Alisher Burkhanovich`),
  arab: split(`
    AL-ASSAD, Bashar; MAKHLUF, Rami; AL-ZAWAHIRI, Ayman; AL-BAGHDADI, Abu Bakr; AL-TIKRITI, Barzan Ibrahim Hasan;
    AL-JAMAL, Sa'id Ahmad Muhammad; AL-LAW, Tawfiq Muhammad Sa'id; AL-HOUTHI, Abdul Malik; NASRALLAH, Hasan;
    BADR AL DIN, Mustafa; QASSEM, Naim; AL-ARURI, Salih; HANIYEH, Ismail; MISHAAL, Khalid; BELMOKHTAR, Mokhtar;
    AL-ANI, Walid Hamid Tawfiq; AL-DURI, Izzat Ibrahim; AL-MAJID, Ali Hassan; AL-QADI, Yasin Abdullah;
    AL-FALIH, Khalid; AL-SHIBH, Ramzi Bin; BAASYIR, Abu Bakar; AL-RIMI, Qasim; ABDULLAH, Abdullah Ahmed;
    HASSAN, Adam Husein; IBRAHIM, Ali Said; MOHAMED, Ahmed; AL-MASRI, Abu Hamza; KHALIL, Ahmad; SALEH, Ali Abdullah`),
  persian: split(`
    GHORBANIYAN, Mohammad; KHORASHADIZADEH, Ali; KHATIBI AGHDA, Ahmad; NIKAEEN RAVARI, Amir Hossein;
    DERAKHSHAN, Alireza; PARSARAD, Behrouz; ALIVAND, Arash Estaki; SOLEIMANI, Qasem; QAANI, Esmail;
    SALAMI, Hossein; JAFARI, Mohammad Ali; VAHIDI, Ahmad; RAISI, Ebrahim; VELAYATI, Ali Akbar; ZARIF, Javad;
    FAKHRIZADEH MAHABADI, Mohsen; HEJAZI, Mohammad; NAQDI, Mohammad Reza; BAGHERI, Mohammad; SHAMKHANI, Ali`),
  chinese: split(`
    TIAN, Yinyin; LI, Jiadong; WANG, Yunhe; CHEN, Zhi; HUANG, Xiaojun; ZHANG, Wei; ZHENG, Guanghua;
    ZHENG, Fujing; YAN, Xiaobing; SHEN, Xingbiao; WU, Huihui; XIA, Fengbing; WANG, Jiantong; WANG, Hongfei;
    WANG, Mingming; CHEN, Quanguo; LI, Fangwei; MA, Xiaohong; ZHOU, Jianshu; HONG, Jinhua; LUO, Chuanxu;
    LAM, Carrie; LEUNG, Chun Ying; LEE, John Ka Chiu; TANG, Ping Keung; NG, Frankie; CHAN, Wai`),
  spanish: split(`
    GUZMAN LOERA, Joaquin; ZAMBADA GARCIA, Ismael; CARO QUINTERO, Rafael; OSEGUERA CERVANTES, Nemesio;
    BELTRAN LEYVA, Arturo; JIMENEZ CASTRO, Mario Alberto; CARDENAS GUILLEN, Osiel; TREVINO MORALES, Miguel Angel;
    RODRIGUEZ OREJUELA, Gilberto; HERRERA VELASQUEZ, Jose; MADURO MOROS, Nicolas; CABELLO RONDON, Diosdado;
    LOPEZ BELLO, Samark Jose; SAAB MORAN, Alex Nain; REYES ARTEAGA, Jose Luis; GONZALEZ VALENCIA, Abigael;
    RAMIREZ TREVINO, Mario Armando; FLORES HERNANDEZ, Raul; TORRES FELIX, Manuel; PEREZ ESCOBAR, Juan Carlos;
    MARTINEZ LEON, Luis Fernando; GOMEZ ALVAREZ, Jesus; SANCHEZ CERON, Pedro; ORTEGA SAAVEDRA, Daniel;
    MURILLO ZAMBRANA, Rosario; DIAZ MADRIZ, Francisco Javier; CRUZ RIVAS, Carlos Alberto`),
  african: split(`
    MUGABE, Robert Gabriel; MNANGAGWA, Emmerson Dambudzo; KONY, Joseph; NTAGANDA, Bosco; TAYLOR, Charles Ghankay;
    KABILA, Joseph; MALONG AWAN, Paul; BOZIZE, Francois; HABYARIMANA, Protais; MUDACUMURA, Sylvestre;
    BOUT, Viktor; SHEKAU, Abubakar; CHIWENGA, Constantine; MOYO, Perence Samson; KATUMBA, Ngoy Albert`),
  southAsian: split(`
    SAEED, Hafiz Muhammad; AZHAR, Mohammed Masood; LAKHVI, Zaki ur Rehman; KASKAR, Dawood Ibrahim; HAQQANI, Sirajuddin;
    AKHUND, Mohammad Hassan; NOORZAI, Bashir; OMARI, Abdul Salam; KHAN, Abdul Qadeer; RAZA, Mujtaba Ali;
    SAYYED, Sadiq Abbas Habib; SHAFIU, Ali; MEHSUD, Noor Wali; BARADAR, Abdul Ghani; TURABI, Nooruddin`),
  western: split(`
    WEDDING, Ryan James; GRIMM, Matthew Simon; HANAFIN, John Desmond; PEIJNENBURG, Alex Adrianus Martinus;
    ZIMENKOV, Jonathan; SOKOLOVSKI, Rolan; JONES, Sally Anne Frances; KOTEY, Alexanda Amon; CHOUDARY, Anjem;
    DURANT, Mark; PHILLIPS, Graham William; NAGY, Robert; MILES, Andrew; DODIK, Milorad; GRUEVSKI, Nikola`),
};

export type Custom =
  | 'korean'
  | 'slavic'
  | 'arab'
  | 'persian'
  | 'chinese'
  | 'spanish'
  | 'african'
  | 'southAsian'
  | 'western';

/** Rough share of each custom among listed persons, in percent. */
export const customShares: Readonly<Record<Custom, number>> = {
  slavic: 30,
  arab: 22,
  spanish: 14,
  persian: 10,
  korean: 6,
  chinese: 6,
  southAsian: 6,
  african: 4,
  western: 2,
};

export const listedEntities: readonly string[] = split(`
  Lazarus Group; Cheil Credit Bank; Hebei Atun Trading Co., Ltd.; Funnull Technology Inc; Garantex Europe OU;
  SUEX OTC, s.r.o.; Aeza Group LLC; Valerian Labs, Inc.; Old Vector LLC; Hydra Market; Secondeye Solution;
  Task Force Rusich; Buy Cash Money and Money Transfer Company; Namchongang Trading Corporation;
  Korea Mining Development Trading Corporation; Tanchon Commercial Bank; Korea Ryonbong General Corporation;
  Green Pine Associated Corporation; Foreign Trade Bank; Korea Kwangson Banking Corp; Ocean Maritime Management Company, Limited;
  Tactical Missiles Corporation Joint Stock Company; Rosoboronexport OAO; Bank Rossiya; Sovcomflot PAO; Promsvyazbank PJSC;
  Islamic Republic of Iran Shipping Lines; National Iranian Oil Company; Bank Saderat Iran; Mahan Air;
  Khatam al-Anbiya Construction Headquarters; Iran Electronics Industries; Syrian Petroleum Company;
  Commercial Bank of Syria; Cham Wings Airlines LLC; Petroleos de Venezuela S.A.; Banco Central de Venezuela;
  Al-Haramain Foundation; Benevolence International Foundation; Bright Star Trading FZE; Volgograd Shipyard JSC;
  Chosun Expo Joint Venture; Yanbian Silverstar Network Technology Co., Ltd.; Chinyong Information Technology Cooperation Company;
  Dandong Zhicheng Metallic Material Co., Ltd.; Sinsong General Trading Corporation; Rason International Commercial Bank;
  Kaspersky Lab Switzerland; Neva Shipping GmbH; Gazprombank JSC; Alfa Bank AO; Zeya Marine Ltd`);

export const listedVessels: readonly string[] = split(`
  Wise Honest; Chon Ma San; Kum Un San 3; Yu Jong 2; Ji Song 6; Sam Jong 1; Rye Song Gang 1; Hoe Ryong; Ja Song 2;
  Kang Gye; Mu Du Bong; Pho Thae; Tong Hung 5; Un Pha 2; Zuk Bong; Jin Teng; Grand Karo; Dai Hong Dan; Am Nok Gang;
  Adrian Darya 1; Happiness I; Sabiti; Fortune; Petunia; Victory 3; Lady R; Angara; Maria`);

function split(text: string): readonly string[] {
  return text
    .split(';')
    .map((name) => name.trim().replace(/\s+/g, ' '))
    .filter((name) => name !== '');
}
