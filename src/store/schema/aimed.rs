//! The tables of campaigns and targets.

diesel::table! {
    campaigns (province_id, code) {
        province_id -> BigInt,
        code -> Text,
        name -> Text,
        from_date -> Date,
        to_date -> Date,
        peak_months -> Text,
        launch_days -> Text,
        source -> Text,
    }
}

diesel::table! {
    goals (province_id, campaign, segment, indicator, approach) {
        province_id -> BigInt,
        campaign -> Text,
        segment -> Text,
        indicator -> Text,
        approach -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    assigned_targets (province_id, campaign, indicator, area_code, agent_code, period, source) {
        province_id -> BigInt,
        campaign -> Text,
        indicator -> Text,
        area_code -> Text,
        agent_code -> Text,
        period -> Text,
        source -> Text,
        decided_on -> Date,
        value -> BigInt,
        holds -> Text,
    }
}

diesel::table! {
    figures (province_id, indicator, area_code, as_of, source) {
        province_id -> BigInt,
        indicator -> Text,
        area_code -> Text,
        as_of -> Date,
        source -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    target_revisions (province_id, campaign, number) {
        province_id -> BigInt,
        campaign -> Text,
        number -> Integer,
        dated -> Date,
        made_at -> Timestamp,
        by_name -> Text,
        source -> Text,
        why -> Text,
        from_week -> Integer,
        asks -> Text,
        digest -> Text,
    }
}

diesel::table! {
    target_rows (province_id, campaign, number, indicator, what, area_code, agent_code) {
        province_id -> BigInt,
        campaign -> Text,
        number -> Integer,
        indicator -> Text,
        what -> Text,
        area_code -> Text,
        agent_code -> Text,
        parent_code -> Nullable<Text>,
        weight -> BigInt,
        weeks -> Text,
    }
}

diesel::table! {
    target_steps (province_id, campaign, revision, area_code, number) {
        province_id -> BigInt,
        campaign -> Text,
        revision -> Integer,
        area_code -> Text,
        number -> Integer,
        action -> Text,
        by_name -> Text,
        on_behalf_of -> Nullable<Text>,
        at -> Timestamp,
        comment -> Nullable<Text>,
    }
}
