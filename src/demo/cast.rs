//! Who appears in the demo. Every name is made up; every domain ends in `.example`, which nobody can own (RFC 2606).

/// A company with the person who acts for it.
pub(super) struct Company {
    /// Its legal name.
    pub(super) name: &'static str,
    /// The host of its mail, in ASCII.
    pub(super) host: &'static str,
    /// Its web site, which may be in another script.
    pub(super) site: &'static str,
    /// The person.
    pub(super) person: &'static str,
    /// The part of their address before the @.
    pub(super) login: &'static str,
    /// Where it is, ISO 3166-1 alpha-2.
    pub(super) country: &'static str,
    /// What it is about: an IAB content category for publishers.
    pub(super) about: &'static str,
}

impl Company {
    /// The address at which the person signs in.
    pub(super) fn email(&self) -> String {
        format!("{}@{}", self.login, self.host)
    }
}

macro_rules! companies {
    ($name:ident: $($company:literal $host:literal $site:literal, $person:literal $login:literal, $country:literal $about:literal;)*) => {
        pub(super) const $name: &[Company] = &[$(Company {
            name: $company, host: $host, site: $site, person: $person, login: $login, country: $country, about: $about,
        },)*];
    };
}

companies! { PUBLISHERS:
    "Harbour Light Magazine Ltd" "harbourlight.example" "harbourlight.example", "Nora Whitfield" "nora", "GB" "653";
    "Küchenwerk Verlag GmbH" "kuechenwerk.example" "küchenwerk.example", "Jonas Brandt" "jonas", "DE" "210";
    "東京の路地合同会社" "tokyo-roji.example" "東京の路地.example", "佐藤 美咲" "misaki", "JP" "653";
    "Prairie Kitchen LLC" "prairiekitchen.example" "prairiekitchen.example", "Dana Okafor" "dana", "US" "210";
    "Skärgårdsliv AB" "skargardsliv.example" "skärgårdsliv.example", "Elin Forsberg" "elin", "SE" "653";
    "Карпатські стежки ТОВ" "karpaty-stezhky.example" "карпатськістежки.example", "Олена Бондар" "olena", "UA" "483";
    "Rincón de Viajes SL" "rinconviajes.example" "rincónviajes.example", "Lucía Serrano" "lucia", "ES" "653";
    "Νησιώτικα ΙΚΕ" "nisiotika.example" "νησιώτικα.example", "Ελένη Παππά" "eleni", "GR" "653";
    "Górskie Szlaki sp. z o.o." "gorskieszlaki.example" "górskieszlaki.example", "Marek Zieliński" "marek", "PL" "483";
    "मुंबई डायरी प्राइवेट लिमिटेड" "mumbaidiary.example" "मुंबईडायरी.example", "अनिता देशपांडे" "anita", "IN" "552";
    "서울산책 주식회사" "seoul-walk.example" "서울산책.example", "김서연" "seoyeon", "KR" "653";
    "Allotment Diaries" "allotmentdiaries.example" "allotmentdiaries.example", "Peter Holloway" "peter", "GB" "274";
    "Pennine Cyclist Ltd" "penninecyclist.example" "penninecyclist.example", "Ruth Ashworth" "ruth", "GB" "483";
    "Hudson Frame Inc." "hudsonframe.example" "hudsonframe.example", "Caleb Stone" "caleb", "US" "201";
    "Desert Trail Review LLC" "deserttrail.example" "deserttrail.example", "Maria Ortega" "maria", "US" "653";
    "Waldspaziergang UG" "wald-spaziergang.example" "wald-spaziergang.example", "Svenja Krüger" "svenja", "DE" "239";
    "Münchner Fundstücke GmbH" "muenchner-fundstuecke.example" "münchner-fundstücke.example", "Anton Huber" "anton", "DE" "473";
    "Cuisine de Saison SARL" "cuisinedesaison.example" "cuisinedesaison.example", "Claire Fontaine" "claire", "FR" "210";
    "Cahiers du Littoral SAS" "cahiersdulittoral.example" "cahiersdulittoral.example", "Yann Le Goff" "yann", "FR" "653";
    "Giardino Aperto Srl" "giardinoaperto.example" "giardinoaperto.example", "Chiara Bassi" "chiara", "IT" "274";
    "Cinema Piccolo Srl" "cinemapiccolo.example" "cinemapiccolo.example", "Davide Neri" "davide", "IT" "324";
    "Sierra Abierta SL" "sierraabierta.example" "sierraabierta.example", "Pablo Iglesias Mora" "pablo", "ES" "483";
    "Fjordblikk AS" "fjordblikk.example" "fjordblikk.example", "Ingrid Solheim" "ingrid", "NO" "653";
    "Ski og Sti AS" "skiogsti.example" "skiogsti.example", "Lars Nygaard" "lars", "NO" "483";
    "Nordljus Foto AB" "nordljusfoto.example" "nordljusfoto.example", "Oskar Lind" "oskar", "SE" "201";
    "Polderlicht BV" "polderlicht.example" "polderlicht.example", "Femke de Wit" "femke", "NL" "201";
    "Fietsweekblad BV" "fietsweekblad.example" "fietsweekblad.example", "Bram Visser" "bram", "NL" "483";
    "Kuchnia Babci sp. z o.o." "kuchniababci.example" "kuchniababci.example", "Agnieszka Nowak" "agnieszka", "PL" "210";
    "Київ у кадрі ФОП" "kyivframe.example" "київукадрі.example", "Андрій Шевчук" "andriy", "UA" "201";
    "Γεύσεις Αιγαίου ΑΕ" "gefseis.example" "γεύσειςαιγαίου.example", "Νίκος Δήμου" "nikos", "GR" "210";
    "京都写真帖株式会社" "kyoto-shashin.example" "京都写真帖.example", "田中 健" "ken", "JP" "201";
    "Cores da Bahia Ltda" "coresdabahia.example" "coresdabahia.example", "Beatriz Andrade" "beatriz", "BR" "653";
    "Cozinha Mineira Ltda" "cozinhamineira.example" "cozinhamineira.example", "Rafael Teixeira" "rafael", "BR" "210";
    "Deccan Table Private Limited" "deccantable.example" "deccantable.example", "Farhan Mirza" "farhan", "IN" "210";
    "Slow Rail Journal" "slowrail.example" "slowrail.example", "Imogen Clarke" "imogen", "GB" "653";
    "Tidepool Notes" "tidepoolnotes.example" "tidepoolnotes.example", "Gareth Pugh" "gareth", "GB" "464";
    "Porchlight Homes Inc." "porchlighthomes.example" "porchlighthomes.example", "Angela Ruiz" "angela", "US" "274";
    "Second Wind Running LLC" "secondwind.example" "secondwind.example", "Tyrell Banks" "tyrell", "US" "483";
    "Hofladen Report GmbH" "hofladen-report.example" "hofladen-report.example", "Birgit Sommer" "birgit", "DE" "210";
    "Atelier Lumière SARL" "atelierlumiere.example" "atelierlumière.example", "Hugo Marchand" "hugo", "FR" "201";
    "Vespa e Strada Srl" "vespaestrada.example" "vespaestrada.example", "Elisa Conti" "elisa", "IT" "1";
    "Huis & Haard BV" "huisenhaard.example" "huisenhaard.example", "Sanne Bakker" "sanne", "NL" "274";
    "Kajakk Nord AS" "kajakknord.example" "kajakknord.example", "Tor Eide" "tor", "NO" "483";
    "Celebrity Blitz Media LLC" "celebrityblitz.example" "celebrityblitz.example", "Rick Dalton" "rick", "US" "432";
}

companies! { ADVERTISERS:
    "Halden Outdoor AS" "haldenoutdoor.example" "haldenoutdoor.example", "Ida Holm" "ida", "NO" "outdoor clothing";
    "Baltic Ferries AB" "balticferries.example" "balticferries.example", "Johan Ek" "johan", "SE" "ferry crossings";
    "Quill & Ember Ltd" "quillandember.example" "quillandember.example", "Harriet Moss" "harriet", "GB" "stationery";
    "Copper Kettle Coffee Co." "copperkettle.example" "copperkettle.example", "Owen Reyes" "owen", "US" "coffee";
    "Lumen Fietsen BV" "lumenfietsen.example" "lumenfietsen.example", "Daan Mulder" "daan", "NL" "bicycles";
    "Sonnendach Solar GmbH" "sonnendach.example" "sonnendach.example", "Katrin Vogel" "katrin", "DE" "solar roofs";
    "Maison Clairvaux SAS" "maisonclairvaux.example" "maisonclairvaux.example", "Élodie Garnier" "elodie", "FR" "linen";
    "Terranova Scarponi Srl" "terranova.example" "terranova.example", "Matteo Riva" "matteo", "IT" "mountain boots";
    "Olivar del Sur SL" "olivardelsur.example" "olivardelsur.example", "Carmen Vega" "carmen", "ES" "olive oil";
    "Nordisk Havre AB" "nordiskhavre.example" "nordiskhavre.example", "Sofia Lindgren" "sofia", "SE" "oat drinks";
    "Brightwater Mutual Inc." "brightwater.example" "brightwater.example", "Grace Kim" "grace", "US" "home insurance";
    "Summit & Sons Tents LLC" "summitandsons.example" "summitandsons.example", "Wyatt Cole" "wyatt", "US" "tents";
    "Zimt Kaffeehaus GmbH" "zimt-kaffee.example" "zimt-kaffee.example", "Lena Hartmann" "lena", "DE" "pastries";
    "山吹茶舗株式会社" "yamabuki-cha.example" "山吹茶舗.example", "山本 恵" "megumi", "JP" "green tea";
    "Mira Botanica Ltda" "mirabotanica.example" "mirabotanica.example", "Camila Rocha" "camila", "BR" "cosmetics";
    "Atlas Valija SL" "atlasvalija.example" "atlasvalija.example", "Diego Romero" "diego", "ES" "luggage";
    "Greenline Rail plc" "greenline.example" "greenline.example", "Simon Pryce" "simon", "GB" "rail passes";
    "Fable & Finch Books" "fableandfinch.example" "fableandfinch.example", "Tessa Morgan" "tessa", "GB" "picture books";
    "Sad Jabłoniowy sp. z o.o." "sadjabloniowy.example" "sadjabłoniowy.example", "Piotr Wójcik" "piotr", "PL" "apple juice";
    "Fönsterglas i Lund AB" "fonsterglas.example" "fönsterglas.example", "Karin Åberg" "karin", "SE" "windows";
    "Pixel & Pine Agency LLC" "pixelandpine.example" "pixelandpine.example", "Jordan Blake" "jordan", "US" "agency clients";
    "Polaris Optik GmbH" "polarisoptik.example" "polarisoptik.example", "Felix Neumann" "felix", "DE" "binoculars";
    "Lampes Casa Lumina SARL" "casalumina.example" "casalumina.example", "Théo Roussel" "theo", "FR" "lamps";
    "Windrose Klokker AS" "windrose.example" "windrose.example", "Marte Dahl" "marte", "NO" "watches";
    "Quick Cash Advance Inc." "quickcash.example" "quickcash.example", "Vince Maddox" "vince", "US" "loans";
}

companies! { NETWORKS:
    "Northern Lights Media AS" "northernlights.example" "northernlights.example", "Henrik Bakke" "henrik", "NO" "cpm";
    "Kestrel Exchange Ltd" "kestrelexchange.example" "kestrelexchange.example", "Amelia Frost" "amelia", "GB" "revenue_share";
    "Red Ibérica de Anuncios SL" "rediberica.example" "rediberica.example", "Álvaro Campos" "alvaro", "ES" "cpm";
    "Blue Meridian Inc." "bluemeridian.example" "bluemeridian.example", "Rebecca Sloan" "rebecca", "US" "cpc";
    "AdVela BV" "advela.example" "advela.example", "Pim Jansen" "pim", "NL" "revenue_share";
    "Tessera Reklame GmbH" "tessera.example" "tessera.example", "Ulrike Stein" "ulrike", "DE" "cpm";
    "さくらリーチ株式会社" "sakura-reach.example" "さくらリーチ.example", "中村 蓮" "ren", "JP" "cpm";
    "Méridien Sud Régie SAS" "meridiensud.example" "meridiensud.example", "Inès Caron" "ines", "FR" "cpm";
}
