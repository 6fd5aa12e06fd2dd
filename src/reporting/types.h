#pragma once
// The words of reporting: what is asked of a report, what it answers, what stands behind a
// figure, views that are kept, the figures of boards and their thresholds.

#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "agents/types.h"
#include "base/describe.h"
#include "calendars/types.h"
#include "contacts/types.h"
#include "dictionaries/types.h"
#include "ivr/types.h"
#include "lines/types.h"
#include "routing/types.h"
#include "telephony/types.h"

namespace reporting {

using ViewId = base::Id<struct ReportViewTag>;
using ThresholdId = base::Id<struct BoardThresholdTag>;

// The stretches for which a report gives rows. Whole: one row for all of the time.
enum class Interval { Quarter, Half, Hour, Day, Week, Month, Whole };
BOOST_DESCRIBE_ENUM(Interval, Quarter, Half, Hour, Day, Week, Month, Whole)

// What rows are told apart by.
enum class Dimension {
  Interval,
  Centre,
  Queue,
  Team,
  Agent,
  Channel,
  Direction,
  Tier,
  State,
  Reason,
  WaitBand,
  Role,
  Device,
  Trunk,
  Flow,
  FlowVersion,
  Node,
  Exit,
  Goal,
  ToQueue,
  ToAgent,
  ToFlow
};
BOOST_DESCRIBE_ENUM(Dimension, Interval, Centre, Queue, Team, Agent, Channel, Direction, Tier, State, Reason, WaitBand,
                    Role, Device, Trunk, Flow, FlowVersion, Node, Exit, Goal, ToQueue, ToAgent, ToFlow)

// Working and Off: by the calendar that is named, make-up days among the working ones.
enum class Days { All, Working, Off };
BOOST_DESCRIBE_ENUM(Days, All, Working, Off)

// Count: of things. Duration: milliseconds. Ratio: 0 to 1. Score: 1 to 5. Mean: a number without a unit. YesNo: 1 or 0.
enum class FigureUnit { Count, Duration, Ratio, Score, Mean, YesNo };
BOOST_DESCRIBE_ENUM(FigureUnit, Count, Duration, Ratio, Score, Mean, YesNo)

// What is asked of a report. Dates are those of the zone of each centre; `until` is included.
struct ReportQuestion {
  Interval interval = Interval::Day;
  std::string from, until;
  std::optional<std::vector<Dimension>> by;  // besides the interval; none: as the report ships
  std::optional<org::CentreId> centre_id;    // with all centres below it
  std::optional<org::TeamId> team_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::optional<agents::Channel> channel;
  std::optional<dictionaries::EntryId> tier_id;
  std::optional<telephony::CallKind> direction;
  std::optional<lines::TrunkId> trunk_id;
  std::optional<ivr::FlowId> flow_id;
  Days days = Days::All;
  std::optional<calendars::CalendarId> calendar_id;
  std::int64_t within_seconds = 30;  // what "in time" means: one of the edges of the wait bands
};
BOOST_DESCRIBE_STRUCT(ReportQuestion, (),
                      (interval, from, until, by, centre_id, team_id, queue_id, agent_id, channel, tier_id, direction,
                       trunk_id, flow_id, days, calendar_id, within_seconds))
constexpr auto limits_of(const ReportQuestion*) {
  return std::array{base::Limit{.field = "from", .min_length = 10, .format = base::Format::Date},
                    base::Limit{.field = "until", .min_length = 10, .format = base::Format::Date},
                    base::Limit{.field = "by", .max_items = 4},
                    base::Limit{.field = "within_seconds", .minimum = 5, .maximum = 600}};
}

// A question with which part of the answer is wanted.
struct ReportQuery {
  ReportQuestion question;
  std::int64_t offset = 0;
  std::int64_t limit = 200;
  std::optional<base::Time> read_at;  // of the answer of which this is a further page; none: counted now
};
BOOST_DESCRIBE_STRUCT(ReportQuery, (), (question, offset, limit, read_at))
constexpr auto limits_of(const ReportQuery*) {
  return std::array{base::Limit{.field = "offset", .minimum = 0, .maximum = 10'000'000},
                    base::Limit{.field = "limit", .minimum = 1, .maximum = 1'000}};
}

// What a row is about in one dimension. Of the interval: a date, or the instant at which it
// began; of the others an id or a word, "" for none.
struct Cell {
  Dimension dimension = Dimension::Interval;
  std::string value;
  std::string name;  // in the asker's language; "" where the value says it
};
BOOST_DESCRIBE_STRUCT(Cell, (), (dimension, value, name))
constexpr auto limits_of(const Cell*) {
  return std::array{base::Limit{.field = "value", .max_length = 80}, base::Limit{.field = "name", .max_length = 200}};
}

// In the order of the report's figures; none where there is nothing to reckon with.
struct ReportRow {
  std::vector<Cell> cells;
  std::vector<std::optional<double>> figures;
};
BOOST_DESCRIBE_STRUCT(ReportRow, (), (cells, figures))

struct ReportAnswer {
  std::vector<std::string> figures;  // their keys
  std::vector<ReportRow> rows;
  ReportRow total;             // of all rows, also those that are not on this page
  std::int64_t row_count = 0;  // of the whole answer
  base::Time read_at;          // what happened since is not in it; another than was asked for: counted anew
};
BOOST_DESCRIBE_STRUCT(ReportAnswer, (), (figures, rows, total, row_count, read_at))

// A count of which a figure is made, and with what factor.
struct FigureTerm {
  std::string counter;
  std::int64_t factor = 1;
};
BOOST_DESCRIBE_STRUCT(FigureTerm, (), (counter, factor))

// The figure is the sum of `top`, divided by that of `bottom` when there is one. Without `top` it is not made of
// counts.
struct FigureInfo {
  std::string key;
  FigureUnit unit = FigureUnit::Count;
  std::vector<FigureTerm> top, bottom;
};
BOOST_DESCRIBE_STRUCT(FigureInfo, (), (key, unit, top, bottom))

struct ReportInfo {
  std::string key;
  std::vector<Dimension> by;         // as it ships
  std::vector<Dimension> may_be_by;  // what may be asked for instead
  std::vector<Dimension> filters;
  std::vector<Interval> intervals;
  std::vector<FigureInfo> figures;
  std::vector<std::string> charted;  // figures that its chart shows first
};
BOOST_DESCRIBE_STRUCT(ReportInfo, (), (key, by, may_be_by, filters, intervals, figures, charted))

enum class FileFormat { Csv, Xlsx };
BOOST_DESCRIBE_ENUM(FileFormat, Csv, Xlsx)

struct ExportQuery {
  ReportQuestion question;
  FileFormat format = FileFormat::Xlsx;
};
BOOST_DESCRIBE_STRUCT(ExportQuery, (), (question, format))

// What stands behind one count of one row.
struct BehindQuery {
  ReportQuestion question;
  std::vector<Cell> cells;  // of the row; none: of the total
  std::string counter;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(BehindQuery, (), (question, cells, counter, offset, limit))
constexpr auto limits_of(const BehindQuery*) {
  return std::array{base::Limit{.field = "cells", .max_items = 8}, base::Limit{.field = "counter", .max_length = 60},
                    base::Limit{.field = "offset", .minimum = 0, .maximum = 10'000'000},
                    base::Limit{.field = "limit", .minimum = 1, .maximum = 200}};
}

// One thing that was counted: a contact, its stay in a queue, what an agent had of it, an
// offer, or a time in a state.
struct Behind {
  std::optional<contacts::ContactId> contact_id;
  base::Time at;
  std::optional<base::Time> until;
  std::optional<routing::QueueId> queue_id;
  std::string queue_name;
  std::optional<org::PersonId> agent_id;
  std::string agent_name;
  std::string what;  // how it ended, or the state
  std::optional<std::int64_t> wait_ms;
  std::optional<std::int64_t> rating;
};
BOOST_DESCRIBE_STRUCT(Behind, (),
                      (contact_id, at, until, queue_id, queue_name, agent_id, agent_name, what, wait_ms, rating))

struct BehindAnswer {
  std::vector<Behind> items;
  std::int64_t count = 0;  // of all
};
BOOST_DESCRIBE_STRUCT(BehindAnswer, (), (items, count))

// The states of agents one after the other, cut to the days that are asked for. A span that
// goes on has no end.
struct AgentSpan {
  org::PersonId agent_id;
  agents::State state = agents::State::NotReady;
  std::optional<dictionaries::EntryId> reason_id;
  base::Time started_at;
  std::optional<base::Time> ended_at;
};
BOOST_DESCRIBE_STRUCT(AgentSpan, (), (agent_id, state, reason_id, started_at, ended_at))

struct Timeline {
  org::PersonId agent_id;
  std::string agent_name;
  std::vector<AgentSpan> spans;
};
BOOST_DESCRIBE_STRUCT(Timeline, (), (agent_id, agent_name, spans))

struct TimelineQuery {
  std::string from, until;
  std::optional<org::CentreId> centre_id;
  std::optional<org::TeamId> team_id;
  std::optional<org::PersonId> agent_id;
  std::int64_t offset = 0;
  std::int64_t limit = 50;  // agents
};
BOOST_DESCRIBE_STRUCT(TimelineQuery, (), (from, until, centre_id, team_id, agent_id, offset, limit))
constexpr auto limits_of(const TimelineQuery*) {
  return std::array{base::Limit{.field = "from", .min_length = 10, .format = base::Format::Date},
                    base::Limit{.field = "until", .min_length = 10, .format = base::Format::Date},
                    base::Limit{.field = "offset", .minimum = 0, .maximum = 1'000'000},
                    base::Limit{.field = "limit", .minimum = 1, .maximum = 200}};
}

struct TimelineAnswer {
  std::vector<Timeline> agents;
  std::int64_t count = 0;  // of all agents
  base::Time from, until;  // of the axis
};
BOOST_DESCRIBE_STRUCT(TimelineAnswer, (), (agents, count, from, until))

// Days that are other dates tomorrow. Weeks begin on Monday; the last 7 days end with today.
enum class ReportPeriod { Today, Yesterday, ThisWeek, LastWeek, ThisMonth, LastMonth, Last7Days, Last30Days };
BOOST_DESCRIBE_ENUM(ReportPeriod, Today, Yesterday, ThisWeek, LastWeek, ThisMonth, LastMonth, Last7Days, Last30Days)

// A question that is kept under a name. Shared: with everybody who may see reports; what they
// see of it is within their own reach.
struct ReportViewFields {
  std::string name;
  std::string report;
  ReportQuestion question;
  std::vector<std::string> figures;  // those shown, in this order; empty: all
  bool shared = false;
  // Whoever opens it asks for these days as they are then; the question's dates are what they
  // were when it was kept. None: the question's dates are meant.
  std::optional<ReportPeriod> period;
};
BOOST_DESCRIBE_STRUCT(ReportViewFields, (), (name, report, question, figures, shared, period))
constexpr auto limits_of(const ReportViewFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 80},
                    base::Limit{.field = "report", .min_length = 1, .max_length = 40},
                    base::Limit{.field = "figures", .max_length = 60, .max_items = 60}};
}

struct ReportView : ReportViewFields {
  ViewId id;
  org::PersonId owner_id;
  std::string owner_name;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ReportView, (ReportViewFields), (id, owner_id, owner_name, version, updated_at))

// The figures of a queue as boards show them; "today" is that of the queue's centre.
struct QueueFigures {
  routing::QueueId id;
  org::CentreId centre_id;
  std::int64_t waiting = 0;
  std::optional<base::Time> longest_since;  // when the one that waits longest came
  std::int64_t active = 0;                  // in the hands of agents, not yet written up
  std::int64_t offered = 0, answered = 0, abandoned = 0, short_abandoned = 0;  // today
  std::int64_t answered_in_time = 0;
  std::int64_t answer_wait_ms = 0;  // of all answered
  // In this quarter hour and the two before it.
  std::int64_t recent_offered = 0, recent_answered = 0, recent_abandoned = 0, recent_in_time = 0;
};
BOOST_DESCRIBE_STRUCT(QueueFigures, (),
                      (id, centre_id, waiting, longest_since, active, offered, answered, abandoned, short_abandoned,
                       answered_in_time, answer_wait_ms, recent_offered, recent_answered, recent_abandoned,
                       recent_in_time))

// What a threshold watches. ServiceLevel warns when it falls, the others when they rise.
enum class Watched { Waiting, LongestWait, ServiceLevel, AbandonRate };
BOOST_DESCRIBE_ENUM(Watched, Waiting, LongestWait, ServiceLevel, AbandonRate)

// When a figure of a queue on a board is coloured, and alarms. Of several that fit a queue the
// one that names it counts, else the one of its centre, else the one of all.
struct ThresholdFields {
  Watched watched = Watched::Waiting;
  std::optional<org::CentreId> centre_id;    // only queues of this centre
  std::optional<routing::QueueId> queue_id;  // only this queue
  std::int64_t warning = 0;                  // a number, seconds, or percent
  std::int64_t critical = 0;
  bool alarms = false;  // besides the colour
};
BOOST_DESCRIBE_STRUCT(ThresholdFields, (), (watched, centre_id, queue_id, warning, critical, alarms))
constexpr auto limits_of(const ThresholdFields*) {
  return std::array{base::Limit{.field = "warning", .minimum = 0, .maximum = 100'000},
                    base::Limit{.field = "critical", .minimum = 0, .maximum = 100'000}};
}

struct Threshold : ThresholdFields {
  ThresholdId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Threshold, (ThresholdFields), (id, version, updated_at))

}  // namespace reporting
