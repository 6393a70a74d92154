//! The tables of what is kept of a week for speed.

diesel::table! {
    list_changes (province_id, number) {
        province_id -> BigInt,
        number -> BigInt,
    }
}

diesel::table! {
    week_images (province_id, office_code) {
        province_id -> BigInt,
        office_code -> Text,
        name -> Text,
        body -> Binary,
    }
}
