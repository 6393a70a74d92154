//! The table of officers: who answers for what.

diesel::table! {
    officers (province_id, code) {
        province_id -> BigInt,
        code -> Text,
        name -> Text,
        office_code -> Text,
        area_codes -> Nullable<Text>,
        organisation_codes -> Nullable<Text>,
        active_from -> Nullable<Date>,
        active_to -> Nullable<Date>,
    }
}
