#include "customers/import_table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

#include "base/text.h"
#include "search/search.h"

namespace customers {
namespace {

struct Meaning {
  ColumnTarget target;
  std::vector<std::string_view> titles;  // folded, without spaces
};

const std::vector<Meaning>& meanings() {
  static const std::vector<Meaning> all{
      {ColumnTarget::Name,
       {"姓名",       "名称",         "客户",     "客户姓名",    "客户名称", "客户名",     "联系人",
        "联系人姓名", "单位名称",     "公司名称", "公司",        "企业名称", "name",       "fullname",
        "customer",   "customername", "contact",  "contactname", "company",  "companyname"}},
      {ColumnTarget::Kind, {"类型", "客户类型", "类别", "客户类别", "kind", "type", "customertype"}},
      {ColumnTarget::Stage, {"阶段", "客户阶段", "stage", "customerstage"}},
      {ColumnTarget::Phone,
       {"手机",        "手机号",       "手机号码",  "电话", "电话号码", "联系电话", "联系方式",    "固定电话",
        "固话",        "座机",         "移动电话",  "号码", "phone",    "phones",   "phonenumber", "mobile",
        "mobilephone", "mobilenumber", "telephone", "tel",  "cell",     "cellphone"}},
      {ColumnTarget::Email,
       {"邮箱", "电子邮箱", "邮箱地址", "邮件", "电子邮件", "email", "e-mail", "mail", "emailaddress"}},
      {ColumnTarget::IdCard,
       {"身份证", "身份证号", "身份证号码", "证件号", "证件号码", "idcard", "idnumber", "idno", "identitycard"}},
      {ColumnTarget::Account,
       {"账号", "帐号", "账户", "账户号", "用户编号", "用户号", "客户编号", "客户号", "户号", "会员号", "会员卡号",
        "account", "accountnumber", "accountno", "customernumber", "customerno", "customerid", "membernumber"}},
      {ColumnTarget::Tags, {"标签", "客户标签", "tag", "tags", "label", "labels"}},
      {ColumnTarget::Note, {"备注", "说明", "注释", "note", "notes", "remark", "remarks", "comment", "comments"}},
      {ColumnTarget::Region, {"地区", "所在地区", "区域", "省市区", "所在地", "region", "area"}},
      {ColumnTarget::Street,
       {"地址", "详细地址", "联系地址", "通讯地址", "家庭住址", "住址", "街道", "address", "addresses", "street",
        "streetaddress"}},
      {ColumnTarget::Postcode, {"邮编", "邮政编码", "postcode", "postalcode", "zip", "zipcode"}},
  };
  return all;
}

bool may_repeat(ColumnTarget target) {
  return target == ColumnTarget::Skip || target == ColumnTarget::Phone || target == ColumnTarget::Email ||
         target == ColumnTarget::Account || target == ColumnTarget::Tags || target == ColumnTarget::IdCard;
}

// "手机号 2 *" is "手机号".
std::string bare(std::string_view title) {
  auto text = search::fold(title);
  std::erase_if(text, [](char c) { return c == ' ' || c == '*' || c == '_' || c == ':'; });
  while (text.size() > 1 && text.back() >= '0' && text.back() <= '9') text.pop_back();
  return text;
}

std::optional<ColumnTarget> target_of(const std::string& title) {
  for (const auto& meaning : meanings())
    if (std::find(meaning.titles.begin(), meaning.titles.end(), title) != meaning.titles.end()) return meaning.target;
  return std::nullopt;
}

const FieldDefinition* definition_for(const std::string& title, const std::vector<FieldDefinition>& definitions) {
  for (const auto& definition : definitions)
    if (definition.active &&
        (title == bare(definition.name) || title == bare(definition.key) || title == bare(definition.name_en)))
      return &definition;
  return nullptr;
}

// Without control characters, which a title in the console could not hold.
std::string shown(std::string_view title) {
  std::string text(base::head_utf8(base::trim(title), 200));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

Column guess(const std::string& title, const std::vector<FieldDefinition>& definitions) {
  Column column{shown(title), ColumnTarget::Skip, ""};
  auto word = bare(title);
  if (auto target = target_of(word)) {
    column.target = *target;
  } else if (const auto* definition = word.empty() ? nullptr : definition_for(word, definitions)) {
    column.target = ColumnTarget::Field;
    column.field_key = definition->key;
  }
  return column;
}

struct Word {
  std::string_view text;
  int value;
};

template <class E, std::size_t N>
std::optional<E> word_in(const std::array<Word, N>& words, std::string_view text) {
  auto folded = search::fold(text);
  for (const auto& word : words)
    if (word.text == folded) return static_cast<E>(word.value);
  return std::nullopt;
}

constexpr int person = static_cast<int>(Kind::Person), organization = static_cast<int>(Kind::Organization);
constexpr std::array<Word, 14> kind_words{{{"person", person},
                                           {"individual", person},
                                           {"个人", person},
                                           {"个人客户", person},
                                           {"自然人", person},
                                           {"organization", organization},
                                           {"organisation", organization},
                                           {"company", organization},
                                           {"单位", organization},
                                           {"企业", organization},
                                           {"企业客户", organization},
                                           {"公司", organization},
                                           {"机构", organization},
                                           {"组织", organization}}};
constexpr int lead = static_cast<int>(Stage::Lead), prospect = static_cast<int>(Stage::Prospect),
              customer = static_cast<int>(Stage::Customer), lapsed = static_cast<int>(Stage::Lapsed);
constexpr std::array<Word, 13> stage_words{{{"lead", lead},
                                            {"线索", lead},
                                            {"prospect", prospect},
                                            {"意向", prospect},
                                            {"意向客户", prospect},
                                            {"潜在客户", prospect},
                                            {"customer", customer},
                                            {"客户", customer},
                                            {"正式客户", customer},
                                            {"成交客户", customer},
                                            {"lapsed", lapsed},
                                            {"流失", lapsed},
                                            {"流失客户", lapsed}}};

// The pieces of a cell with several values.
std::vector<std::string> pieces(std::string_view cell, const std::vector<std::string_view>& separators) {
  std::vector<std::string> found(1);
  for (std::size_t i = 0; i < cell.size();) {
    auto separator = std::find_if(separators.begin(), separators.end(),
                                  [&](std::string_view s) { return cell.substr(i).starts_with(s); });
    if (separator == separators.end()) {
      found.back() += cell[i++];
    } else {
      found.emplace_back();
      i += separator->size();
    }
  }
  for (auto& piece : found) piece = base::trim(piece);
  std::erase(found, "");
  return found;
}

const std::vector<std::string_view> value_separators{";", "；", "、", "|", "\n", "\r"};
const std::vector<std::string_view> phone_separators{";", "；", "、", "|", "/", "\n", "\r"};
const std::vector<std::string_view> tag_separators{";", "；", "、", "|", ",", "，", "\n", "\r"};

// What an export defused stands there as it was.
std::string_view plain(std::string_view cell) {
  bool defused = cell.size() > 1 && cell[0] == '\'' && std::string_view("=+-@\t\r\n").find(cell[1]) != cell.npos;
  return base::trim(defused ? cell.substr(1) : cell);
}

class RowReading {
 public:
  RowReading(const base::CsvRow& row, org::CentreId centre) {
    row_.line = row.line;
    row_.fields.centre_id = centre;
  }

  void take(const Column& column, std::string_view cell) {
    cell = plain(cell);
    title_ = &column.title;
    if (column.target == ColumnTarget::Name) name_path("/name");  // also of an empty cell, which is a fault
    if (column.target == ColumnTarget::Skip || cell.empty()) return;
    switch (column.target) {
      case ColumnTarget::Kind:
        return take_kind(cell);
      case ColumnTarget::Stage:
        return take_stage(cell);
      case ColumnTarget::Phone:
        return take_identities(IdentityKind::Phone, pieces(cell, phone_separators));
      case ColumnTarget::Email:
        return take_identities(IdentityKind::Email, pieces(cell, value_separators));
      case ColumnTarget::IdCard:
        return take_identities(IdentityKind::IdCard, {std::string(cell)});
      case ColumnTarget::Account:
        return take_identities(IdentityKind::Account, pieces(cell, value_separators));
      case ColumnTarget::Tags:
        return take_tags(cell);
      case ColumnTarget::Field:
        return take_text("/fields/" + column.field_key, row_.fields.fields[column.field_key], cell);
      default:
        return take_plain(column.target, cell);
    }
  }

  TableRow done() && { return std::move(row_); }

 private:
  void name_path(const std::string& path) { row_.titles.emplace(path, *title_); }

  void take_text(const std::string& path, std::string& field, std::string_view cell) {
    name_path(path);
    field = cell;
  }

  void take_plain(ColumnTarget target, std::string_view cell) {
    auto& fields = row_.fields;
    if (target == ColumnTarget::Name) return take_text("/name", fields.name, cell);
    if (target == ColumnTarget::Note) return take_text("/note", fields.note, cell);
    if (fields.addresses.empty()) fields.addresses.emplace_back();
    auto& address = fields.addresses.front();
    if (target == ColumnTarget::Region) take_text("/addresses/0/region", address.region, cell);
    if (target == ColumnTarget::Street) take_text("/addresses/0/street", address.street, cell);
    if (target == ColumnTarget::Postcode) take_text("/addresses/0/postcode", address.postcode, cell);
  }

  void take_kind(std::string_view cell) {
    name_path("/kind");
    row_.has_kind = true;
    if (auto kind = word_in<Kind>(kind_words, cell))
      row_.fields.kind = *kind;
    else
      row_.faults.push_back({"/kind", "not_a_choice", {{"choices", "个人, 企业 (person, organization)"}}});
  }

  void take_stage(std::string_view cell) {
    name_path("/stage");
    row_.has_stage = true;
    if (auto stage = word_in<Stage>(stage_words, cell))
      row_.fields.stage = *stage;
    else
      row_.faults.push_back(
          {"/stage", "not_a_choice", {{"choices", "线索, 意向, 客户, 流失 (lead, prospect, customer, lapsed)"}}});
  }

  void take_identities(IdentityKind kind, const std::vector<std::string>& values) {
    for (const auto& value : values) {
      name_path("/identities/" + std::to_string(row_.fields.identities.size()) + "/value");
      row_.fields.identities.push_back({"", kind, value, "", false, false});
    }
  }

  void take_tags(std::string_view cell) {
    for (const auto& tag : pieces(cell, tag_separators)) {
      name_path("/tags/" + std::to_string(row_.fields.tags.size()));
      row_.fields.tags.push_back(tag);
    }
    name_path("/tags");
  }

  TableRow row_;
  const std::string* title_ = nullptr;
};

}  // namespace

std::vector<Column> guess_columns(const std::vector<std::string>& titles,
                                  const std::vector<FieldDefinition>& definitions) {
  std::vector<Column> columns;
  std::set<std::pair<ColumnTarget, std::string>> given;
  for (const auto& title : titles) {
    auto column = guess(title, definitions);
    bool again = !given.emplace(column.target, column.field_key).second;
    if (again && !may_repeat(column.target)) column = {column.title, ColumnTarget::Skip, ""};
    columns.push_back(std::move(column));
  }
  return columns;
}

void check_columns(const std::vector<Column>& columns, std::size_t count,
                   const std::vector<FieldDefinition>& definitions, std::vector<base::Fault>& faults) {
  if (columns.size() != count)
    return faults.push_back({"/columns", "column_count", {{"count", std::to_string(count)}}});
  std::set<std::pair<ColumnTarget, std::string>> given;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& column = columns[i];
    auto path = "/columns/" + std::to_string(i);
    bool is_field = column.target == ColumnTarget::Field;
    auto defined = [&](const FieldDefinition& d) { return d.active && d.key == column.field_key; };
    if (is_field && std::none_of(definitions.begin(), definitions.end(), defined))
      faults.push_back({path + "/field_key", "no_such_object", {}});
    bool again = !given.emplace(column.target, is_field ? column.field_key : "").second;
    if (again && !may_repeat(column.target)) faults.push_back({path + "/target", "column_twice", {}});
  }
  if (!given.contains({ColumnTarget::Name, ""})) faults.push_back({"/columns", "name_column_missing", {}});
}

TableRow read_table_row(const base::CsvRow& row, const std::vector<Column>& columns, org::CentreId centre) {
  RowReading reading(row, centre);
  for (std::size_t i = 0; i < columns.size() && i < row.cells.size(); ++i) reading.take(columns[i], row.cells[i]);
  auto read = std::move(reading).done();
  for (std::size_t i = columns.size(); i < row.cells.size(); ++i)
    if (!base::trim(row.cells[i]).empty()) {
      read.faults.push_back({"", "too_many_cells", {{"count", std::to_string(columns.size())}}});
      break;
    }
  return read;
}

bool is_blank(const base::CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return base::trim(cell).empty(); });
}

}  // namespace customers
