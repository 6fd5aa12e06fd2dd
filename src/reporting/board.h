#pragma once
// What boards show of queues right now, and the thresholds that colour it. Private to the module.

#include <optional>
#include <vector>

#include "access/actor.h"
#include "db/database.h"
#include "reporting/intervals.h"
#include "reporting/types.h"

namespace reporting {

// "In time" on boards.
inline constexpr std::int64_t board_seconds = 30;

// Of the queues that `condition` chooses, over the columns centre_id and queue_id.
std::vector<QueueFigures> figures_of(db::Transaction& tx, const org::Condition& condition, base::Time now);

std::vector<Threshold> load_thresholds(db::Transaction& tx);
// Of several for the same figure the one that says most of the queue.
std::optional<Threshold> threshold_for(const std::vector<Threshold>& thresholds, const QueueFigures& queue,
                                       Watched watched);

enum class Colour { Calm, Warning, Critical };
// What the figure is in the threshold's unit; none while there is nothing to reckon with.
std::optional<std::int64_t> watched_value(const QueueFigures& queue, Watched watched, base::Time now);
Colour colour_of(const Threshold& threshold, std::int64_t value);

}  // namespace reporting
