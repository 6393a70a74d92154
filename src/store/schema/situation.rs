//! The tables of what areas allow.

diesel::table! {
    scenarios (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        area_id -> BigInt,
        from_date -> Date,
        to_date -> Nullable<Date>,
        mode -> Text,
        most_people -> Nullable<Integer>,
        source -> Text,
        by_name -> Text,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    scenario_reverts (province_id, scenario_id) {
        province_id -> BigInt,
        scenario_id -> BigInt,
        by_name -> Text,
        at -> Timestamp,
        why -> Text,
    }
}

diesel::table! {
    scenario_plans (province_id, scenario_id, version_id) {
        province_id -> BigInt,
        scenario_id -> BigInt,
        version_id -> BigInt,
        before_version_id -> BigInt,
        action -> Text,
    }
}
