//! The tables of what agents say about a plan before it is submitted.

diesel::table! {
    capacities (province_id, agent_code, date) {
        province_id -> BigInt,
        agent_code -> Text,
        date -> Date,
        slots -> Integer,
        visit_slots -> Nullable<Integer>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    contests (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        touch_id -> BigInt,
        number -> Integer,
        week -> Text,
        office_code -> Text,
        version_id -> BigInt,
        contact -> Text,
        head_id -> BigInt,
        person_id -> BigInt,
        product -> Text,
        commune -> Text,
        planned_on -> Date,
        agent_code -> Text,
        reason -> Text,
        preferred_day -> Nullable<Date>,
        note -> Nullable<Text>,
        said_at -> Timestamp,
        state -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
    }
}
