// The service levels that ship.

#include "content/packs.h"
#include "commitments/verbs.h"
#include "content/record.h"
#include "search/search.h"

namespace commitments {

// A service level of content/service_levels; it stands in the root centre.
struct ShippedLevel {
  std::string key;
  std::string name;
  std::string name_en;
  Measure measure = Measure::FirstAnswer;
  agents::Channel channel{};
  std::int64_t target_seconds = 0;
  std::int64_t goal_percent = 0;
  std::int64_t warn_percent = 0;
  std::int64_t short_abandon_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(ShippedLevel, (),
                      (key, name, name_en, measure, channel, target_seconds, goal_percent, warn_percent,
                       short_abandon_seconds))
constexpr auto limits_of(const ShippedLevel*) {
  return limits_of(static_cast<const ServiceLevelFields*>(nullptr));
}

struct LevelPack {
  std::vector<ShippedLevel> service_levels;
};
BOOST_DESCRIBE_STRUCT(LevelPack, (), (service_levels))

namespace {

void add(db::Transaction& tx, const org::Platform& platform, org::CentreId root, const ShippedLevel& shipped) {
  LevelRow row;
  row.id = platform.ids.make<ServiceLevelId>();
  row.key = shipped.key;
  row.centre_id = root;
  row.name = shipped.name;
  row.name_fold = search::fold(shipped.name);
  row.name_en = shipped.name_en;
  row.measure = shipped.measure;
  row.channel = shipped.channel;
  row.target_seconds = shipped.target_seconds;
  row.goal_percent = shipped.goal_percent;
  row.warn_percent = shipped.warn_percent;
  row.short_abandon_seconds = shipped.short_abandon_seconds;
  row.updated_at = platform.clock.now();
  insert(tx, row);
  content::record(tx, platform, org::system_actor(), {"service_level", row.id.value, root}, org::Change::Created, "",
                  ServiceLevelChanged{row.id, org::Change::Created});
}

}  // namespace

void Commitments::load_packs(const std::string& content_folder) {
  for (const auto& pack : content::find_packs(content_folder, "service_levels")) {
    auto shipped = content::read_pack<LevelPack>(pack);
    content::load_once(platform_, pack, [&](db::Transaction& tx) {
      auto root = org::Access::root_centre(tx);
      if (!root) throw std::runtime_error("there is no centre yet in which service levels could stand");
      for (const auto& level : shipped.service_levels)
        if (!has_key(tx, level.key)) add(tx, platform_, *root, level);
    });
  }
}

}  // namespace commitments
