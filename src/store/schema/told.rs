//! The tables of the lists that offices bring, and of what happened.

use super::planned::{touch_cases, touches};

diesel::table! {
    id_blocks (province_id, name) {
        province_id -> BigInt,
        name -> Text,
        next_id -> BigInt,
    }
}

diesel::table! {
    imports (id) {
        id -> BigInt,
        province_id -> Nullable<BigInt>,
        thing -> Text,
        file_name -> Text,
        sha256 -> Text,
        imported_at -> Timestamp,
        read_rows -> BigInt,
        inserted -> BigInt,
        updated -> BigInt,
        unchanged -> BigInt,
        closed -> BigInt,
        rejected -> BigInt,
    }
}

diesel::table! {
    areas (id) {
        id -> BigInt,
        code -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        kind -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        parent_code -> Nullable<Text>,
        population -> Nullable<BigInt>,
        lat -> Nullable<Double>,
        lon -> Nullable<Double>,
        successor_codes -> Nullable<Text>,
    }
}

diesel::table! {
    offices (code) {
        code -> Text,
        name -> Text,
        parent_code -> Nullable<Text>,
        area_codes -> Text,
        email -> Nullable<Text>,
        director -> Nullable<Text>,
    }
}

diesel::table! {
    organisations (province_id, code) {
        province_id -> BigInt,
        code -> Text,
        name -> Text,
        kind -> Text,
        office_code -> Nullable<Text>,
    }
}

diesel::table! {
    points (province_id, code) {
        province_id -> BigInt,
        code -> Text,
        organisation_code -> Text,
        name -> Text,
        area_code -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    agents (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        code -> Text,
        name -> Text,
        point_code -> Nullable<Text>,
        area_codes -> Text,
        home_area_code -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        zalo_id -> Nullable<Text>,
        languages -> Nullable<Text>,
        products -> Nullable<Text>,
        slots_per_day -> Integer,
        visit_slots_per_day -> Nullable<Integer>,
        working_days -> Nullable<Text>,
        active_from -> Nullable<Date>,
        active_to -> Nullable<Date>,
        slots_per_week -> Nullable<Integer>,
        least_per_week -> Nullable<Integer>,
    }
}

diesel::table! {
    absences (province_id, agent_code, from_date) {
        province_id -> BigInt,
        agent_code -> Text,
        from_date -> Date,
        to_date -> Date,
        reason -> Nullable<Text>,
        substitute_code -> Nullable<Text>,
    }
}

diesel::table! {
    holidays (date) {
        date -> Date,
        name -> Text,
        name_en -> Nullable<Text>,
        working -> Bool,
    }
}

diesel::table! {
    persons (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        si_number -> Nullable<Text>,
        citizen_id -> Nullable<Text>,
        source_key -> Nullable<Text>,
        name -> Text,
        birth_date -> Nullable<Date>,
        sex -> Nullable<Text>,
        area_id -> BigInt,
        hamlet -> Nullable<Text>,
        address -> Nullable<Text>,
        household_code -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        zalo_id -> Nullable<Text>,
        language -> Nullable<Text>,
        segments -> Nullable<Text>,
        phone_closed -> Nullable<Text>,
        phone_closed_by -> Nullable<BigInt>,
        closed -> Nullable<Text>,
        closed_on -> Nullable<Date>,
        merged_into -> Nullable<BigInt>,
    }
}

diesel::table! {
    enrolments (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        person_id -> BigInt,
        product -> Text,
        covered_to -> Date,
        cycle_months -> Nullable<Integer>,
        chosen_income -> Nullable<BigInt>,
        household_order -> Nullable<Integer>,
        support_group -> Nullable<Text>,
        amount -> Nullable<BigInt>,
        last_agent_code -> Nullable<Text>,
        as_of -> Nullable<Date>,
        closed -> Nullable<Text>,
        closed_on -> Nullable<Date>,
    }
}

diesel::table! {
    prospects (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        person_id -> BigInt,
        product -> Text,
        source -> Text,
        source_ref -> Nullable<Text>,
        segments -> Nullable<Text>,
        as_of -> Nullable<Date>,
        closed -> Nullable<Text>,
        closed_on -> Nullable<Date>,
    }
}

diesel::table! {
    consents (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        person_id -> BigInt,
        channel -> Text,
        purpose -> Text,
        basis -> Text,
        given_at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
        evidence -> Nullable<Text>,
    }
}

diesel::table! {
    do_not_call (phone) {
        phone -> Text,
        calls -> Bool,
        messages -> Bool,
        as_of -> Nullable<Date>,
    }
}

diesel::table! {
    outcomes (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        person_id -> BigInt,
        product -> Text,
        touch_id -> Nullable<BigInt>,
        at -> Timestamp,
        outcome -> Text,
        call_back_at -> Nullable<Timestamp>,
        promised_on -> Nullable<Date>,
        reason -> Nullable<Text>,
        note -> Nullable<Text>,
        agent_code -> Nullable<Text>,
    }
}

diesel::table! {
    payments (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        person_id -> BigInt,
        product -> Text,
        paid_on -> Date,
        months -> Nullable<Integer>,
        paid_through -> Nullable<Date>,
        amount -> BigInt,
        receipt -> Text,
        agent_code -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(persons, enrolments, prospects);
diesel::allow_tables_to_appear_in_same_query!(persons, outcomes, touches);
diesel::allow_tables_to_appear_in_same_query!(outcomes, touch_cases);
diesel::allow_tables_to_appear_in_same_query!(persons, payments);
diesel::allow_tables_to_appear_in_same_query!(payments, prospects);
