//! The tables of what is sent, and of the rhythm in which things run.

diesel::table! {
    notices (province_id, id) {
        province_id -> BigInt,
        id -> BigInt,
        recipient -> Text,
        purpose -> Text,
        period -> Text,
        channel -> Text,
        step -> Integer,
        person_id -> Nullable<BigInt>,
        version_id -> Nullable<BigInt>,
        state -> Text,
        reason -> Nullable<Text>,
        made_at -> Timestamp,
        not_before -> Timestamp,
        expires_at -> Timestamp,
        next_at -> Timestamp,
        attempts -> Integer,
        doubtful -> Integer,
        worker -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
        address_key -> Nullable<Text>,
        destination -> Nullable<Text>,
        sent_at -> Nullable<Timestamp>,
        facts -> Text,
    }
}

diesel::table! {
    notice_cases (province_id, notice_id, number) {
        province_id -> BigInt,
        notice_id -> BigInt,
        number -> Integer,
        person_id -> BigInt,
        product -> Text,
    }
}

diesel::table! {
    attempts (province_id, chain, number) {
        province_id -> BigInt,
        chain -> Text,
        number -> BigInt,
        notice_id -> BigInt,
        attempt -> Integer,
        event -> Text,
        at -> Timestamp,
        address_key -> Text,
        content_sha256 -> Text,
        destination -> Text,
        outcome -> Text,
        reply_sha256 -> Text,
        previous -> Text,
        hash -> Text,
    }
}

diesel::table! {
    attempt_texts (province_id, notice_id, attempt) {
        province_id -> BigInt,
        notice_id -> BigInt,
        attempt -> Integer,
        address -> Text,
        message_id -> Text,
        subject -> Text,
        reply -> Nullable<Text>,
    }
}

diesel::table! {
    chain_seals (province_id, day) {
        province_id -> BigInt,
        day -> Date,
        sealed_at -> Timestamp,
        heads -> Text,
        previous -> Text,
        hash -> Text,
    }
}

diesel::table! {
    destinations (channel, name) {
        channel -> Text,
        name -> Text,
        state -> Text,
        failures -> Integer,
        failing_since -> Nullable<Timestamp>,
        closed_until -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
        enabled_at -> Nullable<Timestamp>,
        enabled_by -> Nullable<Text>,
    }
}

diesel::table! {
    job_lines (province, task) {
        province -> Text,
        task -> Text,
        line -> Text,
        complete_to -> Timestamp,
    }
}

diesel::table! {
    made_keys (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    job_runs (province, task, slot) {
        province -> Text,
        task -> Text,
        slot -> Timestamp,
        state -> Text,
        attempts -> Integer,
        process -> Text,
        started_at -> Timestamp,
        lease_until -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        report -> Nullable<Text>,
    }
}

diesel::table! {
    processes (id) {
        id -> Text,
        role -> Text,
        started_at -> Timestamp,
        seen_at -> Timestamp,
    }
}
