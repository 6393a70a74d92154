//! Households: where they live, which people they belong to, how they are spoken to, how well off
//! they are. What is assumed about the poor and the minorities stands here and in `people`.

use super::dice::Dice;
use super::gazetteer::Commune;
use super::tongue::Tongue;

/// How well off a household is, as the lists of the communes have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Poor,
    NearPoor,
    NewlyOut,
    Other,
}

impl Class {
    /// Any class, as often as it is in a commune. Minorities are poor three times as often.
    pub(super) fn any(commune: &Commune, people: Tongue, dice: &mut Dice) -> Self {
        let minority = if people == Tongue::Vietnamese { 0.45 } else { 1.35 };
        let [poor, near, newly] =
            commune.region.of([[0.03, 0.05, 0.05], [0.09, 0.09, 0.08], [0.26, 0.12, 0.10]]);
        match dice.weighted(&[poor * minority, near * minority, newly * minority, 0.6]) {
            0 => Self::Poor,
            1 => Self::NearPoor,
            2 => Self::NewlyOut,
            _ => Self::Other,
        }
    }

    /// The segment that it is, if any.
    pub(super) fn segment(self) -> Option<&'static str> {
        match self {
            Self::Poor => Some("poor"),
            Self::NearPoor => Some("near_poor"),
            Self::NewlyOut => Some("newly_out_of_poverty"),
            Self::Other => None,
        }
    }
}

/// One household on the lists.
#[derive(Clone, Debug)]
pub(super) struct Household {
    pub(super) code: String,
    pub(super) hamlet: String,
    pub(super) address: String,
    pub(super) people: Tongue,
    pub(super) language: Tongue,
    pub(super) class: Class,
    /// Its telephone: a member's, or a neighbour's.
    pub(super) phone: Option<String>,
}

/// Makes the households of one commune.
#[derive(Debug)]
pub(super) struct Settlement<'a> {
    pub(super) commune: &'a Commune,
    households: u64,
    /// A telephone that others of the commune may share.
    village_phone: Option<String>,
}

impl<'a> Settlement<'a> {
    /// An empty commune.
    pub(super) fn new(commune: &'a Commune) -> Self {
        Self { commune, households: 0, village_phone: None }
    }

    /// A household without a telephone yet. `minority` multiplies the chance of the commune.
    pub(super) fn household(
        &mut self,
        minority: f64,
        class: Option<Class>,
        dice: &mut Dice,
    ) -> Household {
        let commune = self.commune;
        self.households += 1;
        let people = match dice.chance((commune.minority_share * minority).min(0.99)) {
            // Some villages are of another people than the commune.
            true if dice.chance(0.1) => {
                dice.pick(&Tongue::MINORITY).copied().unwrap_or(commune.tongue)
            }
            true => commune.tongue,
            false => Tongue::Vietnamese,
        };
        let needed = people.needed() * if commune.urban { 0.4 } else { 1.0 };
        let language = if dice.chance(needed) { people } else { Tongue::Vietnamese };
        let (hamlet, address) = self.hamlet(dice);
        Household {
            code: format!("{}{:05}", commune.place.code, self.households),
            hamlet,
            address,
            people,
            language,
            class: class.unwrap_or_else(|| Class::any(commune, people, dice)),
            phone: None,
        }
    }

    /// `Tổ 3` in towns, `Bản 2` in the uplands of Thái and Mông, `Thôn 5` elsewhere.
    fn hamlet(&self, dice: &mut Dice) -> (String, String) {
        let Commune { place, urban, tongue, .. } = self.commune;
        let number = 1 + dice.below((place.population / 550).clamp(4, 18));
        let hamlet = match tongue {
            _ if *urban => format!("Tổ {number}"),
            Tongue::Thai | Tongue::Hmong => format!("Bản {number}"),
            _ => format!("Thôn {number}"),
        };
        if !*urban {
            return (hamlet, String::new());
        }
        let address = format!("Số {}, {hamlet}, {}", 1 + dice.below(250), place.name);
        (hamlet, address)
    }

    /// A neighbour's telephone for a few, else a new number, which the next may share.
    pub(super) fn phone(&mut self, dice: &mut Dice, new: &mut dyn FnMut() -> String) -> String {
        let shared = dice.chance(0.015);
        if let Some(phone) = self.village_phone.as_ref().filter(|_| shared) {
            return phone.clone();
        }
        let phone = new();
        if self.village_phone.is_none() || dice.chance(0.1) {
            self.village_phone = Some(phone.clone());
        }
        phone
    }
}
