#pragma once
// All SQL of flows and prompts. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "db/rows.h"
#include "files/store.h"
#include "ivr/ivr.h"
#include "ivr/prompt_types.h"

namespace ivr {

struct FlowRow : Flow {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(FlowRow, (Flow), (name_fold))

struct PromptRow : Prompt {
  std::string name_fold;
  std::optional<files::FileId> recording_id;
  std::optional<files::FileId> recording_en_id;
};
BOOST_DESCRIBE_STRUCT(PromptRow, (Prompt), (name_fold, recording_id, recording_en_id))

std::optional<FlowRow> find_flow(db::Transaction& tx, FlowId id);
std::vector<FlowRow> all_flows(db::Transaction& tx);
std::int64_t count_flows(db::Transaction& tx);
bool name_is_taken(db::Transaction& tx, const FlowRow& row);
void insert(db::Transaction& tx, const FlowRow& row);
void update(db::Transaction& tx, const FlowRow& row);
// With its versions and counts.
void erase(db::Transaction& tx, FlowId id);

std::optional<FlowVersionGraph> find_version(db::Transaction& tx, FlowId id, std::int64_t number);
std::int64_t last_number(db::Transaction& tx, FlowId id);
void insert(db::Transaction& tx, const FlowVersionGraph& version);

std::optional<PromptRow> find_prompt(db::Transaction& tx, PromptId id);
std::int64_t count_prompts(db::Transaction& tx);
bool name_is_taken(db::Transaction& tx, const PromptRow& row);
void insert(db::Transaction& tx, const PromptRow& row);
void update(db::Transaction& tx, const PromptRow& row);
void erase(db::Transaction& tx, PromptId id);

// What was spoken once; none when it was not kept.
std::optional<files::FileId> find_speech(db::Transaction& tx, const std::string& digest);
void keep_speech(db::Transaction& tx, const std::string& digest, files::FileId file, base::Time now);

FlowSettings load_settings(db::Transaction& tx);
void save_settings(db::Transaction& tx, const FlowSettings& settings);
std::optional<CentreEmergency> find_emergency(db::Transaction& tx, org::CentreId centre);
void save_emergency(db::Transaction& tx, const CentreEmergency& emergency);

// "2026-01-31": the day in a zone; UTC when the zone is unknown.
std::string day_in(const std::string& zone, base::Time at);
void add_exits(db::Transaction& tx, FlowId flow, const ExitCount& count, const std::string& day);
std::vector<ExitCount> sum_exits(db::Transaction& tx, FlowId flow, const std::string& first_day);

}  // namespace ivr
