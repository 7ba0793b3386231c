import type { Random } from './random';

/**
 * Names as a Swedish register has them: å ä ö, names from many languages with letters beyond Latin-1, hyphenated and long
 * ones, several given names. One list of given names for everybody: nothing about a person follows from a name.
 */
export interface Names {
  readonly given: string;
  readonly family: string;
}

const GIVEN = split(
  'Alva Noor Kim Robin Elis Astrid Göran Åke Örjan Märta Sixten Tuva Ingrid Lennart Birgitta ' +
    'Kerstin Gunnar Sven Anders Lars Elin Emil Oskar Alma Hugo Vera Ebba Nils Maj Bo Inga Ulla Rolf ' +
    'Bengt Barbro Siv Stig Åsa Jörgen Håkan Hjördis Sölve Torbjörn Yngve Ellinor Malin Jonas Fredrik ' +
    'Therese Sofie Linnéa René Chloé André Zoë Fatima Ahmed Amina Mohammed Leyla Yusuf Zeynep Emre ' +
    'Çağla Gökhan İpek Şirin Aylin Dilan Rojin Baran Azad Shirin Reza Parisa Farhad Hodan Abdi Ayaan ' +
    'Liban Hibo Senait Tesfay Selam Yonas Milica Goran Željka Đorđe Nataša Šejla Amra Jasmin ' +
    'Małgorzata Paweł Łukasz Agnieszka Wojciech Zofia Tuulikki Väinö Päivi Jari Aino Søren Åse Bjørn ' +
    'Þóra Guðrún Mei Thị Minh Nguyệt José Inés María Joaquín Xiomara Priya Arjun Siriporn Somchai ' +
    'Olena Andriy Tatjana Dmitrij Eszter Géza Ioana Ștefan Anastasia Nikos Giulia Luca Chantal Aimée ' +
    'Ife Chidi Kwame Abena',
);

const DOUBLE_GIVEN = split(
  'Anna-Lena Maj-Britt Karl-Erik Lars-Göran Eva-Lotta Per-Åke Ann-Sofie Bengt-Åke Gun-Britt ' +
    'Jan-Olov Marie-Louise Jean-Pierre Abdul-Rahman Nur-Hüda',
);

const FAMILY = split(
  'Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson ' +
    'Pettersson Jonsson Lindberg Lindström Lindqvist Lindgren Berg Bergström Bergqvist Sandberg ' +
    'Sandström Åkesson Åberg Åström Öberg Östlund Öhman Ödman Björk Björklund Engström Ekström ' +
    'Holmström Nyström Wallström Hägglund Höglund Söderberg Söderström Sjögren Sjöberg Strömberg ' +
    'Norén Lidén Hedén Wirén Löfgren Löfving Mårtensson Månsson Håkansson Jönsson Bäckström Grönlund ' +
    'Grönvall Rönnbäck Forsgård Mörk Stål Frisk Rask Dahl Vik Ahlgren Ahlström Kjellgren Skoglund ' +
    'Ekdahl Malmqvist Wikström Zetterlund Ohlsson Kovačević Petrović Đorđević Hadžić Šarić Živković ' +
    'Kowalczyk Wiśniewska Zieliński Łukaszewska Wójcik Yılmaz Öztürk Çelik Yıldız Dağlıoğlu Şahin Koç ' +
    'Hosseini Rezaei Moradi Ahmadi Karimi Hassan Hussein Abdullahi Warsame Farah Haile Tesfamariam ' +
    'Ghebremedhin Kurdi Barzani Salih Nguyễn Trần Phạm Chen Wang Singh Kaur Rahman González Muñoz ' +
    'Ibáñez Peña Araya Virtanen Mäkelä Hämäläinen Väisänen Rantanen Nygård Sørensen Kjærgaard ' +
    'Guðmundsdóttir Ólafsson Shevchenko Kovalenko Bondarenko Szabó Kovács Popescu Ștefănescu ' +
    'Papadopoulou Rossi Lefèvre Müller Groß Okafor Mensah Diallo',
);

/** Apostrophes, particles, and names longer than an address line. */
const UNUSUAL_FAMILY: readonly [string, ...string[]] = [
  'O’Connor',
  "d'Ávila",
  'von Övningsberg',
  'af Påhittsköld',
  'de la Peña y Muñoz',
  'Abdulrahmanzadeh-Lindströmsson',
  'Al-Exempelsson Håkansdotter',
  'Wijesinghe Mudiyanselage Appuhamilage',
  'van den Övningsbergh-Gyllenpåhitt af Provstad',
];

const DOUBLE_FAMILY = 0.08;
const HYPHENATED = 0.6;
const UNUSUAL = 0.01;
const HYPHENATED_GIVEN = 0.07;

export function drawNames(random: Random): Names {
  return { given: drawGiven(random), family: drawFamily(random) };
}

/** One to three given names; two are the commonest. */
export function drawGiven(random: Random): string {
  const first = random.pick(random.chance(HYPHENATED_GIVEN) ? DOUBLE_GIVEN : GIVEN);
  const further = random.unit();
  if (further < 0.3) return first;
  const second = random.pick(GIVEN);
  return further < 0.85 ? `${first} ${second}` : `${first} ${second} ${random.pick(GIVEN)}`;
}

export function drawFamily(random: Random): string {
  if (random.chance(UNUSUAL)) return random.pick(UNUSUAL_FAMILY);
  const family = random.pick(FAMILY);
  if (!random.chance(DOUBLE_FAMILY)) return family;
  return `${family}${random.chance(HYPHENATED) ? '-' : ' '}${random.pick(FAMILY)}`;
}

function split(words: string): readonly [string, ...string[]] {
  const [first = '', ...rest] = words.split(' ');
  return [first, ...rest];
}
