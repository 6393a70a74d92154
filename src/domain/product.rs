//! The products that agents offer, as data: another kind of insurance, another payment method or
//! another name is a row of a file and not a change of the program. Compulsory insurance is not
//! here: employers pay it, agents do not call for it.

use serde::Deserialize;

use super::bit_set::bit_set;
use super::catalogue::{CatalogueError, Problem, check_codes, parse};
use super::money::Vnd;
use super::named::{check_names, named_rows};

/// A product's place in the loaded catalogue. Stored data carries the code instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProductId(pub u8);

bit_set!(
    /// The products an agent may collect for, or those that a case asks for.
    ProductSet of ProductId in u32
);

/// How the days on which a payment is due follow from what is paid already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LadderKind {
    /// Whole months are paid; the next period starts the day after them (BHXH tự nguyện).
    Period,
    /// A card runs out on a day (BHYT).
    Card,
}

/// How the amount of a product is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountRule {
    /// A rate on the income the person chose, less support on the poverty line.
    ChosenIncome,
    /// A rate on the base salary, falling with the member's order in the household.
    HouseholdTier,
    /// A rate on the base salary, less support by group.
    BaseSalaryShare,
    /// The same amount of VND each month for everybody.
    Fixed(Vnd),
}

/// One product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The code in files and in the database, for example `voluntary_si`.
    pub code: String,
    /// The Vietnamese name.
    pub name_vi: String,
    /// The English name.
    pub name_en: String,
    /// Other names that files use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// How its due days follow.
    pub ladder: LadderKind,
    /// How its amount follows.
    pub amount: AmountRule,
    /// The payment methods on offer, in months, ascending.
    pub cycles: Vec<u8>,
    /// Whether cards follow the school year and are collected through schools.
    #[serde(default)]
    pub school_year: bool,
    /// The table of state support in the rates, if the state supports it.
    #[serde(default)]
    pub support_scheme: Option<String>,
    /// The support group of a person in none of the named groups.
    #[serde(default)]
    pub default_group: Option<String>,
    /// The law it stands on.
    pub source: String,
}

/// The catalogue of products, in the order of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Products {
    products: Vec<Product>,
    ignored_words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    ignored_words: Vec<String>,
    product: Vec<Product>,
}

named_rows!(Products, products);

impl Products {
    /// Reads the catalogue from TOML. Errors name the row: unknown fields, repeated codes or
    /// names, more than [`ProductSet::CAPACITY`] rows, cycles that are empty, zero or not ascending.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let File { ignored_words, product: products } = parse("products", text)?;
        let codes = products.iter().map(|product| product.code.as_str());
        check_codes("products", codes, ProductSet::CAPACITY)?;
        for product in &products {
            let wrong =
                |vi, en| Err(CatalogueError::row("products", &product.code, Problem::new(vi, en)));
            let ascending = product.cycles.is_sorted_by(|a, b| a < b);
            if product.cycles.first().is_none_or(|first| *first == 0) || !ascending {
                return wrong(
                    "cycles là số tháng: ít nhất một số, tăng dần, không có số 0; hãy sửa lại",
                    "cycles are months, at least one, ascending, none of them 0",
                );
            }
            if product.default_group.is_some() && product.support_scheme.is_none() {
                return wrong(
                    "default_group cần có support_scheme để tra; hãy thêm support_scheme",
                    "default_group needs a support_scheme to look it up in",
                );
            }
        }
        let catalogue = Self { products, ignored_words };
        check_names("products", catalogue.named())?;
        Ok(catalogue)
    }

    /// The product with this code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<ProductId> {
        self.iter().find(|(_, product)| product.code == code).map(|(id, _)| id)
    }

    /// The product at this place.
    #[must_use]
    pub fn get(&self, id: ProductId) -> Option<&Product> {
        self.products.get(usize::from(id.0))
    }

    /// All products in the order of the catalogue.
    pub fn iter(&self) -> impl Iterator<Item = (ProductId, &Product)> {
        (0u8..).map(ProductId).zip(&self.products)
    }

    /// The codes of a set in the order of the catalogue, as `a;b` with the separator `;`.
    #[must_use]
    pub fn list(&self, set: ProductSet, separator: &str) -> String {
        let known = self.iter().filter(|(id, _)| set.contains(*id));
        known.map(|(_, product)| product.code.as_str()).collect::<Vec<_>>().join(separator)
    }

    /// Reads `a;b;c`; the second part holds the codes that are not in the catalogue.
    #[must_use]
    pub fn parse_list<'a>(&self, list: &'a str) -> (ProductSet, Vec<&'a str>) {
        let (mut set, mut unknown) = (ProductSet::EMPTY, Vec::new());
        for code in list.split(';').map(str::trim).filter(|code| !code.is_empty()) {
            match self.find(code) {
                Some(id) => set.insert(id),
                None => unknown.push(code),
            }
        }
        (set, unknown)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SHIPPED: &str = include_str!("../../config/products.toml");

    #[test]
    fn the_shipped_products() {
        let products = Products::from_toml(SHIPPED).unwrap();
        let codes: Vec<_> = products.iter().map(|(_, product)| product.code.as_str()).collect();
        assert_eq!(codes, ["voluntary_si", "household_hi", "student_hi", "subsidised_hi"]);
        let student = products.find("student_hi").unwrap();
        assert!(products.get(student).unwrap().school_year);
        assert_eq!(products.get(ProductId(4)), None);
    }

    #[test]
    fn lists_give_back_what_is_unknown() {
        let products = Products::from_toml(SHIPPED).unwrap();
        let (set, unknown) = products.parse_list("student_hi; voluntary_si;;life");
        assert_eq!((set, unknown), (ProductSet(0b101), vec!["life"]));
        assert_eq!(products.list(set, ","), "voluntary_si,student_hi");
    }

    #[rstest]
    #[case("cycles = [12]", "cycles = []", "ascending")]
    #[case("cycles = [12]", "cycles = [0, 12]", "none of them 0")]
    #[case("cycles = [12]", "cycles = [12, 6]", "ascending")]
    #[case("cycles = [12]", "cycles = [12]\ncolour = 1", "unknown field `colour`")]
    #[case("cycles = [12]", "cycles = [12]\ndefault_group = \"x\"", "support_scheme")]
    #[case("\"a\"", "\"A\"", "a-z")]
    fn rows_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
        let text = "[[product]]\ncode = \"a\"\nname_vi = \"a\"\nname_en = \"x\"\n\
            ladder = \"card\"\namount = { fixed = 10_000 }\ncycles = [12]\nsource = \"x\"\n";
        assert!(Products::from_toml(text).is_ok());
        let error = Products::from_toml(&text.replacen(good, bad, 1)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
