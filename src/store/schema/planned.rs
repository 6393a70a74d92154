//! The tables of what is planned, and of the life of a plan.

diesel::table! {
    plans (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        office_code -> Text,
        week -> Text,
    }
}

diesel::table! {
    plan_versions (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        plan_id -> BigInt,
        number -> Integer,
        made_at -> Timestamp,
        seed -> BigInt,
        snapshot_digest -> Text,
        configuration -> Text,
        proof -> Text,
        summary -> Text,
        rows_digest -> Text,
    }
}

diesel::table! {
    plan_agents (province_id, version_id, agent_id) {
        province_id -> BigInt,
        version_id -> BigInt,
        agent_id -> BigInt,
        code -> Text,
        home -> Nullable<Text>,
        communes -> Text,
        languages -> Text,
        products -> Text,
        slots -> Text,
        visits -> Text,
        slot_prices -> Text,
        visit_prices -> Text,
        loads -> Text,
        week_price -> BigInt,
        stands_in -> Text,
    }
}

diesel::table! {
    plan_communes (province_id, version_id, commune) {
        province_id -> BigInt,
        version_id -> BigInt,
        commune -> Text,
        contacts -> Integer,
        body -> Text,
    }
}

diesel::table! {
    touches (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        version_id -> BigInt,
        contact -> Text,
        person_id -> BigInt,
        commune -> Text,
        agent_id -> BigInt,
        day -> Date,
        bucket -> Integer,
        channel -> Text,
        phone_person_id -> Nullable<BigInt>,
        call_back_at -> Nullable<Timestamp>,
        position -> Integer,
        gain -> BigInt,
        price -> BigInt,
        why -> Text,
        attempts -> Nullable<Integer>,
        part -> Nullable<Text>,
    }
}

diesel::table! {
    touch_cases (province_id, touch_id, number) {
        province_id -> BigInt,
        touch_id -> BigInt,
        number -> Integer,
        person_id -> BigInt,
        product -> Text,
        state -> Text,
        covered_to -> Nullable<Date>,
        last_useful_day -> Nullable<Date>,
        amount -> Nullable<BigInt>,
        segment -> Nullable<Text>,
        chance_segment -> Nullable<Text>,
        chance -> Nullable<Integer>,
    }
}

diesel::table! {
    plan_rates (province_id, version_id) {
        province_id -> BigInt,
        version_id -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    held_out (province_id, version_id, person_id, product) {
        province_id -> BigInt,
        version_id -> BigInt,
        person_id -> BigInt,
        product -> Text,
        segment -> Nullable<Text>,
        commune -> Text,
        period -> Text,
        day -> Date,
    }
}

diesel::table! {
    plan_steps (province_id, version_id, number) {
        province_id -> BigInt,
        version_id -> BigInt,
        number -> Integer,
        action -> Text,
        state -> Text,
        by_name -> Text,
        on_behalf_of -> Nullable<Text>,
        at -> Timestamp,
        comment -> Nullable<Text>,
        facts -> Text,
    }
}

diesel::table! {
    call_lists (province_id, version_id, agent_id, day) {
        province_id -> BigInt,
        version_id -> BigInt,
        agent_id -> BigInt,
        day -> Date,
        touches -> Integer,
        digest -> Text,
    }
}

diesel::table! {
    plan_results (province_id, version_id, agent_id) {
        province_id -> BigInt,
        version_id -> BigInt,
        agent_id -> BigInt,
        planned -> Integer,
        worked -> Integer,
        reached -> Integer,
        due -> Integer,
        due_paid -> Integer,
        joined -> Integer,
        collected -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(touches, touch_cases);
diesel::allow_tables_to_appear_in_same_query!(touches, plan_versions, plans);
diesel::allow_tables_to_appear_in_same_query!(plan_steps, plan_versions);
diesel::allow_tables_to_appear_in_same_query!(plan_steps, plans);
diesel::allow_tables_to_appear_in_same_query!(plan_steps, held_out);
