//! `vandong rates VERB`: what recorded outcomes say of the chances of touches, and what outreach adds.

mod words;

pub(super) use words::hold_out;

use super::exit::{Ended, Exit};
use super::{Failure, Session, print};
use crate::app::learning::{rates_shown, uplift_shown};
use crate::domain::product::Products;

/// What to look at.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong rates show
  vandong rates show --product household_hi --places
  vandong rates uplift")]
pub enum Verb {
    /// Xem tỷ lệ thành công theo kết quả đã ghi, và dự báo có đúng không. The chances that outcomes give, and
    /// whether those of past weeks came true.
    Show {
        /// Chỉ một loại hình, ví dụ household_hi. Of one product only.
        #[arg(long, value_name = "CODE")]
        product: Option<String>,
        /// Cả từng huyện, từng xã. Of each district and commune too.
        #[arg(long)]
        places: bool,
    },
    /// Vận động mang lại bao nhiêu so với nhóm đối chứng. What outreach adds to what comes of itself.
    Uplift,
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    let province = session.province();
    match verb {
        Verb::Show { product, places } => {
            let mut told = session.with_context(|context| -> Result<_, Failure> {
                if let Some(code) = product {
                    known(code, &context.tables.products)?;
                }
                Ok(rates_shown(context, &province)?)
            })?;
            if let Some(product) = product {
                told.cells.retain(|cell| cell.product == *product);
            }
            if session.json {
                print::json(&told)?;
            } else {
                told.cells.retain(|cell| *places || !cell.of_place);
                print::text(&words::shown(&told))?;
            }
        }
        Verb::Uplift => {
            let told = session.with_context(|context| uplift_shown(context, &province))?;
            if session.json {
                print::json(&told)?;
            } else {
                print::text(&words::uplift(&told))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// Refuses a product that nobody offers: a table without a row would look as if it had no results yet.
fn known(code: &str, products: &Products) -> Result<(), Failure> {
    if products.find(code).is_some() {
        return Ok(());
    }
    let all: Vec<&str> = products.iter().map(|(_, product)| product.code.as_str()).collect();
    let all = all.join(", ");
    let failure = Failure::new(
        Exit::NotFound,
        "unknown_product",
        format!("no product `{code}`; the products are: {all}"),
    );
    Err(failure.vi(format!("không có loại hình `{code}`; các loại hình: {all}")))
}
