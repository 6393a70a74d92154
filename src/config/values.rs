//! How single values of the configuration are written, where that is not the type's own way.

use serde::{Deserialize, Deserializer};

/// IANA names of time zones.
pub(super) mod zone {
    use chrono_tz::Tz;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::config) fn serialize<S: Serializer>(zone: &Tz, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(zone.name())
    }

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Tz, D::Error> {
        let name = String::deserialize(from)?;
        let wrong = |_| format!("`{name}` is no time zone: write one such as Asia/Ho_Chi_Minh");
        name.parse().map_err(|error| D::Error::custom(wrong(error)))
    }
}

/// Hours of the day as `06:30`.
pub(super) mod hour {
    use chrono::NaiveTime;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::config) fn serialize<S: Serializer>(
        hour: &NaiveTime,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_str(&hour.format("%H:%M"))
    }

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<NaiveTime, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = |_| format!("`{text}` is no hour: write such as 06:30");
        NaiveTime::parse_from_str(text.trim(), "%H:%M")
            .map_err(|error| D::Error::custom(wrong(error)))
    }
}

/// Weekdays as `Mon;Tue`, at least one.
pub(super) mod weekdays {
    use chrono::{Weekday, WeekdaySet};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::domain::calendar::weekday_list;

    pub(in crate::config) fn serialize<S: Serializer>(
        days: &WeekdaySet,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&weekday_list(*days))
    }

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<WeekdaySet, D::Error> {
        let list = String::deserialize(from)?;
        let mut days = WeekdaySet::EMPTY;
        for word in list.split(';').map(str::trim) {
            let wrong = |_| format!("`{word}` is no weekday: write such as Mon;Tue;Wed;Thu;Fri");
            let day: Weekday = word.parse().map_err(|error| D::Error::custom(wrong(error)))?;
            days.insert(day);
        }
        Ok(days)
    }
}

/// A value that may be left out, written as the empty text.
pub(super) mod empty_is_none {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::config) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => value.serialize(to),
            None => to.serialize_str(""),
        }
    }

    pub(in crate::config) fn deserialize<'de, T: From<String>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        let text = String::deserialize(from)?;
        Ok((!text.trim().is_empty()).then(|| T::from(text.trim().to_owned())))
    }
}

/// Numbers of days, the longest first, as `10;3`.
pub(super) mod days_before {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::config) fn serialize<S: Serializer>(
        days: &[u16],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        to.serialize_str(&days.join(";"))
    }

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<u16>, D::Error> {
        let text = String::deserialize(from)?;
        let words = text.split(';').map(str::trim).filter(|word| !word.is_empty());
        let days: Option<Vec<u16>> = words.map(|word| word.parse().ok()).collect();
        days.filter(|days| days.is_sorted_by(|longer, shorter| longer > shorter)).ok_or_else(|| {
            D::Error::custom(format!("`{text}` is no list of days: write such as 10;3"))
        })
    }
}

/// Networks as `10.1.0.0/16`.
pub(super) mod networks {
    use ipnet::IpNet;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::config) fn serialize<S: Serializer>(
        networks: &[IpNet],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(networks.iter().map(ToString::to_string))
    }

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<IpNet>, D::Error> {
        let words = Vec::<String>::deserialize(from)?;
        let read = |word: &String| {
            let wrong = |_| format!("`{word}` is no network: write such as 10.1.0.0/16");
            word.trim().parse().map_err(|error| D::Error::custom(wrong(error)))
        };
        words.iter().map(read).collect()
    }
}

/// A list with at least one word and none twice.
pub(super) fn distinct<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de> + PartialEq,
    D: Deserializer<'de>,
{
    let list = Vec::<T>::deserialize(from)?;
    let twice = list.iter().enumerate().any(|(at, one)| list.iter().take(at).any(|old| old == one));
    if list.is_empty() || twice {
        return Err(serde::de::Error::custom("the list needs at least one word, and none twice"));
    }
    Ok(list)
}
