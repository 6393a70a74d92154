//! The tables of events: who can hold them, what plans propose, what became of them.

diesel::table! {
    event_hosts (province_id, code) {
        province_id -> BigInt,
        code -> Text,
        name -> Text,
        area_codes -> Nullable<Text>,
        kinds -> Nullable<Text>,
        events_per_week -> Nullable<Integer>,
        unavailable -> Nullable<Text>,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    event_venues (province_id, code) {
        province_id -> BigInt,
        code -> Text,
        name -> Text,
        area_code -> Nullable<Text>,
        audience -> Nullable<Text>,
        capacity -> Integer,
        kinds -> Nullable<Text>,
        unavailable -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    event_quotas (province_id, kind, area_code, month) {
        province_id -> BigInt,
        kind -> Text,
        area_code -> Text,
        month -> Text,
        required -> Integer,
        source -> Nullable<Text>,
    }
}

diesel::table! {
    plan_event_choices (province_id, version_id) {
        province_id -> BigInt,
        version_id -> BigInt,
        value -> BigInt,
        bound -> BigInt,
        problem -> Text,
        prices -> Text,
        names -> Text,
    }
}

diesel::table! {
    plan_events (province_id, version_id, number) {
        province_id -> BigInt,
        version_id -> BigInt,
        number -> Integer,
        code -> Text,
        kind -> Text,
        mode -> Text,
        host -> Text,
        venue -> Text,
        area -> Text,
        date -> Date,
        part -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        size -> Integer,
        expected -> BigInt,
        turnout -> Integer,
        adds -> Integer,
        invitations -> Integer,
        candidate -> Integer,
        why -> Text,
    }
}

diesel::table! {
    plan_invitations (province_id, version_id, person_id) {
        province_id -> BigInt,
        version_id -> BigInt,
        person_id -> BigInt,
        event -> Integer,
        contact -> Text,
        commune -> Text,
        worth -> BigInt,
    }
}

diesel::table! {
    events (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        code -> Text,
        office_code -> Text,
        kind -> Text,
        mode -> Text,
        host -> Text,
        venue -> Text,
        area -> Text,
        date -> Date,
        part -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        size -> Integer,
        expected -> Integer,
        turnout -> Integer,
        state -> Text,
        sequence -> Integer,
        changed_at -> Timestamp,
        attended -> Nullable<Integer>,
        joined -> Nullable<Integer>,
    }
}

diesel::table! {
    event_steps (province_id, event_id, number) {
        province_id -> BigInt,
        event_id -> BigInt,
        number -> Integer,
        action -> Text,
        state -> Text,
        by_name -> Text,
        at -> Timestamp,
        comment -> Nullable<Text>,
        facts -> Text,
    }
}

diesel::table! {
    event_attendance (province_id, event_id, who) {
        province_id -> BigInt,
        event_id -> BigInt,
        who -> Text,
        person_id -> Nullable<BigInt>,
        status -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(plan_events, plan_invitations);
diesel::allow_tables_to_appear_in_same_query!(events, event_steps);
