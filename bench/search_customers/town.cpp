#include "town.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/passwords.h"
#include "access/rights.h"
#include "customers/draft.h"
#include "customers/rights.h"

namespace bench {
namespace {

constexpr std::int64_t batch = 2'000;
constexpr std::int64_t known_count = 5'000;
const base::Time start = *base::from_rfc3339("2026-11-21T08:00:00Z");

// From half of all customers down to a few in a million.
constexpr const char* tags[] = {"老客户",   "VIP",    "续约", "投诉过", "企业",     "宽带",
                                "有线电视", "欠费",   "回访", "高价值", "携号转网", "套餐到期",
                                "安装预约", "代理商", "测试", "英语",   "需要翻译", "重要项目"};

template <class T>
T need(base::Result<T> result) {
  if (!result) throw std::runtime_error("refused: " + result.error().key);
  return *std::move(result);
}

std::vector<org::Right> all_rights() {
  auto rights = org::access_rights();
  auto more = customers::customer_rights();
  rights.insert(rights.end(), more.begin(), more.end());
  return rights;
}

std::string titled(std::string word) {
  if (!word.empty()) word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

}  // namespace

Writer::Sheet Writer::next() {
  auto made = corpus_.next();
  Sheet sheet;
  sheet.centre = static_cast<std::size_t>(made.centre_id - 1);
  auto& known = sheet.known;
  auto first = made.latin.find(' '), second = made.latin.find(' ', first + 1);
  auto surname = made.latin.substr(0, first), given = made.latin.substr(first + 1, second - first - 1);
  known.pinyin = titled(given) + ' ' + titled(surname);
  known.company = second == made.latin.npos ? "" : made.latin.substr(second + 1);
  auto city = made.address.find("市") + 3;
  known.city = made.address.substr(0, city);
  known.street = made.address.substr(city);
  // Organisations and some people are known by English names.
  bool organisation = !known.company.empty(), english = !organisation && pick(30) == 0;
  known.name = organisation ? known.company + ' ' + known.city : english ? known.pinyin : made.name;
  known.phone = fmt::format("1{}{:04}{}", 30 + pick(70), pick(10'000), made.phone_tag);
  if (pick(5) < 2) known.email = fmt::format("{}.{}{}@example.com", given, surname, pick(10'000));

  auto& fields = sheet.fields;
  fields.kind = organisation ? customers::Kind::Organization : customers::Kind::Person;
  auto stage = pick(100);
  fields.stage = stage < 70   ? customers::Stage::Customer
                 : stage < 90 ? customers::Stage::Lead
                 : stage < 98 ? customers::Stage::Prospect
                              : customers::Stage::Lapsed;
  fields.name = known.name;
  if (organisation) fields.note = "联系人 " + made.name;
  fields.identities = {{"", customers::IdentityKind::Phone, known.phone, "", true, false}};
  if (!known.email.empty())
    fields.identities.push_back({"", customers::IdentityKind::Email, known.email, "", false, false});
  fields.addresses = {{"", known.city, known.street, ""}};
  for (std::uint32_t i = 0; i < std::size(tags); ++i)
    if (pick(2u << i) == 0) fields.tags.push_back(tags[i]);
  known.tag = fields.tags.empty() ? tags[0] : fields.tags.back();
  sheet.owner = pick(3) == 0 ? pick(people_per_centre) : people_per_centre;
  return sheet;
}

std::string plain_text(const Writer::Sheet& sheet) {
  const auto& known = sheet.known;
  std::string text = fmt::format("{}\n{}{}\n{}\n{}\n{}", known.name, known.city, known.street, sheet.fields.note,
                                 known.phone, known.email);
  for (const auto& tag : sheet.fields.tags) text += '\n' + tag;
  return text;
}

Town::Town(db::Database& database, const std::string& folder, std::int64_t files)
    : database_(database),
      clock_(start),
      ids_maker_(clock_, 1),
      keys_(database, std::string(keys::key_bytes, 'k')),
      platform_{database, clock_, ids_maker_, keys_, 1},
      access_(platform_, all_rights(), {}),
      files_(folder, keys_),
      messages_(base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")),
      customers_(platform_, files_, messages_) {
  org::set_password_cost({1, 8192});
  auto there =
      database.read([](db::Transaction& tx) { return tx.query("SELECT count(*) FROM customer")[0].integer(0); });
  if (there == 0) make_organisation();
  database.read([&](db::Transaction& tx) {
    for (db::Row row : tx.query("SELECT id FROM centre ORDER BY id")) centres_.push_back(row.id<org::CentreId>(0));
    for (db::Row row : tx.query("SELECT id FROM person ORDER BY id")) people_.push_back(row.id<org::PersonId>(0));
  });
  root_ = centres_.at(0);  // made first, as the administrator among the people
  centres_.erase(centres_.begin());
  people_.erase(people_.begin());
  if (there == 0) fill(files);
  if (there != 0 && there != files) throw std::runtime_error(fmt::format("The folder has {} files.", there));
  Writer writer;
  for (std::int64_t i = 0, step = std::max<std::int64_t>(files / known_count, 1); i < files; ++i) {
    auto sheet = writer.next();
    if (i % step == 0) known_.push_back(std::move(sheet.known));
  }
  database.read([&](db::Transaction& tx) {
    auto first = tx.query("SELECT min(id), max(id) FROM customer");
    for (std::int64_t i = 1, low = first[0].integer(0), high = first[0].integer(1); i <= 100; ++i)
      ids_.push_back(low + (high - low) / 100 * i);
  });
  std::shuffle(known_.begin(), known_.end(), std::mt19937(3));
}

void Town::make_organisation() {
  access_.ensure_ground(YINGDA_SOURCE_DIR "/content", "correct horse battery");
  auto system = org::system_actor();
  auto root = need(access_.centres(system, {})).items.at(0).id;
  std::vector<org::CentreId> made;
  for (int i = 0; i < centres; ++i)
    made.push_back(need(access_.create_centre(system, {root, org::Level::Province, fmt::format("中心{}", i),
                                                       fmt::format("C{}", i), "Asia/Shanghai", "zh-CN", true}))
                       .id);
  for (auto centre : made)
    for (std::size_t i = 0; i < people_per_centre; ++i) {
      org::NewPerson person;
      person.centre_id = centre;
      person.login = fmt::format("p{}.{}", centre.value, i);
      person.name = "坐席";
      person.password = "correct horse battery";
      need(access_.create_person(system, person));
    }
}

void Town::fill(std::int64_t files) {
  Writer writer;
  const std::vector<customers::FieldDefinition> no_definitions;
  for (std::int64_t done = 0; done < files; done += batch) {
    clock_.advance(base::Duration(60'000));
    std::vector<customers::Record> part;
    for (auto i = done; i < std::min(files, done + batch); ++i) {
      auto sheet = writer.next();
      sheet.fields.centre_id = centres_[sheet.centre];
      if (sheet.owner < people_per_centre)
        sheet.fields.owner_id = people_[sheet.centre * people_per_centre + sheet.owner];
      part.push_back(need(customers::draft({keys_, ids_maker_, no_definitions, clock_.now()}, nullptr, sheet.fields)));
    }
    database_.write([&](db::Transaction& tx) {
      for (const auto& record : part) customers::insert_record(tx, record);
    });
  }
  database_.write([](db::Transaction& tx) { tx.execute("ANALYZE"); });
}

org::Actor Town::reader(org::Scope scope, std::size_t centre, const std::vector<std::size_t>& below) const {
  org::Actor actor;
  actor.ref = {base::ActorKind::Person, people_[centre * people_per_centre].value};
  actor.place = {.centre_id = centres_[centre], .person_id = people_[centre * people_per_centre]};
  actor.language = "zh-CN";
  actor.rights = {{std::string(customers::view_customers.key), scope}};
  actor.centres_below = {centres_[centre]};
  for (auto number : below) actor.centres_below.push_back(centres_[number]);
  return actor;
}

org::Actor Town::administrator() const {
  auto actor = reader(org::Scope::CentreAndBelow, 0);
  actor.place.centre_id = root_;
  actor.at_root = true;
  return actor;
}

}  // namespace bench
