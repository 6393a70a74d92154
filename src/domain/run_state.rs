//! How far a run of a scheduled task has come.

use super::codes::codes;

codes! {
    /// The state of one slot of a task.
    RunState {
        /// Somebody works on it, or will try it again soon.
        Running = "running", "đang chạy", "running";
        /// It was done.
        Done = "done", "xong", "done";
        /// It failed, and is not tried again by itself.
        Failed = "failed", "không thành", "failed";
        /// Nobody began it, or nobody ended it, while it was of use.
        Missed = "missed", "bị lỡ", "missed";
    }
}
