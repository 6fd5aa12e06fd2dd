#include "corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

namespace bench {
namespace {

struct Surname {
  std::string_view character, pinyin;
  double percent;
};
// Ministry of Public Security, shares of the registered names of 2020, rounded.
constexpr Surname surnames[] = {
    {"王", "wang", 7.2},    {"李", "li", 7.2},     {"张", "zhang", 6.8},   {"刘", "liu", 5.2},     {"陈", "chen", 4.5},
    {"杨", "yang", 3.1},    {"赵", "zhao", 2.3},   {"黄", "huang", 2.2},   {"周", "zhou", 2.1},    {"吴", "wu", 2.0},
    {"徐", "xu", 1.7},      {"孙", "sun", 1.5},    {"胡", "hu", 1.3},      {"朱", "zhu", 1.2},     {"高", "gao", 1.2},
    {"林", "lin", 1.2},     {"何", "he", 1.2},     {"郭", "guo", 1.2},     {"马", "ma", 1.1},      {"罗", "luo", 1.0},
    {"梁", "liang", .9},    {"宋", "song", .8},    {"郑", "zheng", .8},    {"谢", "xie", .8},      {"韩", "han", .7},
    {"唐", "tang", .7},     {"冯", "feng", .7},    {"于", "yu", .7},       {"董", "dong", .6},     {"萧", "xiao", .6},
    {"程", "cheng", .6},    {"曹", "cao", .6},     {"袁", "yuan", .6},     {"邓", "deng", .6},     {"许", "xu", .6},
    {"傅", "fu", .5},       {"沈", "shen", .5},    {"曾", "zeng", .5},     {"彭", "peng", .5},     {"吕", "lv", .5},
    {"苏", "su", .5},       {"卢", "lu", .5},      {"蒋", "jiang", .5},    {"蔡", "cai", .5},      {"贾", "jia", .4},
    {"丁", "ding", .4},     {"魏", "wei", .4},     {"薛", "xue", .4},      {"叶", "ye", .4},       {"阎", "yan", .4},
    {"欧阳", "ouyang", .1}, {"司马", "sima", .05}, {"诸葛", "zhuge", .05}, {"慕容", "murong", .02}};

struct Given {
  std::string_view character, pinyin;
};
constexpr Given given_names[] = {
    {"伟", "wei"},  {"芳", "fang"},  {"娜", "na"},    {"秀", "xiu"},  {"英", "ying"}, {"敏", "min"},   {"静", "jing"},
    {"丽", "li"},   {"强", "qiang"}, {"磊", "lei"},   {"军", "jun"},  {"洋", "yang"}, {"勇", "yong"},  {"艳", "yan"},
    {"杰", "jie"},  {"娟", "juan"},  {"涛", "tao"},   {"明", "ming"}, {"超", "chao"}, {"兰", "lan"},   {"霞", "xia"},
    {"平", "ping"}, {"刚", "gang"},  {"桂", "gui"},   {"小", "xiao"}, {"文", "wen"},  {"华", "hua"},   {"建", "jian"},
    {"国", "guo"},  {"红", "hong"},  {"玉", "yu"},    {"志", "zhi"},  {"春", "chun"}, {"海", "hai"},   {"晓", "xiao"},
    {"金", "jin"},  {"梅", "mei"},   {"云", "yun"},   {"新", "xin"},  {"德", "de"},   {"宇", "yu"},    {"浩", "hao"},
    {"轩", "xuan"}, {"梓", "zi"},    {"涵", "han"},   {"欣", "xin"},  {"怡", "yi"},   {"佳", "jia"},   {"子", "zi"},
    {"雨", "yu"},   {"思", "si"},    {"嘉", "jia"},   {"俊", "jun"},  {"博", "bo"},   {"诗", "shi"},   {"雪", "xue"},
    {"婷", "ting"}, {"倩", "qian"},  {"鹏", "peng"},  {"飞", "fei"},  {"龙", "long"}, {"凤", "feng"},  {"燕", "yan"},
    {"荣", "rong"}, {"福", "fu"},    {"祥", "xiang"}, {"瑞", "rui"},  {"琳", "lin"},  {"璐", "lu"},    {"瑶", "yao"},
    {"晨", "chen"}, {"阳", "yang"},  {"星", "xing"},  {"月", "yue"},  {"宁", "ning"}, {"安", "an"},    {"康", "kang"},
    {"乐", "le"},   {"仁", "ren"},   {"义", "yi"},    {"礼", "li"},   {"智", "zhi"},  {"信", "xin"},   {"忠", "zhong"},
    {"孝", "xiao"}, {"廷", "ting"},  {"翔", "xiang"}, {"骏", "jun"},  {"奕", "yi"},   {"辰", "chen"},  {"钰", "yu"},
    {"颖", "ying"}, {"莹", "ying"},  {"薇", "wei"},   {"蕾", "lei"},  {"萍", "ping"}, {"莉", "li"},    {"琴", "qin"},
    {"斌", "bin"},  {"彬", "bin"},   {"峰", "feng"},  {"锋", "feng"}, {"昊", "hao"},  {"然", "ran"},   {"泽", "ze"},
    {"睿", "rui"},  {"铭", "ming"},  {"煜", "yu"},    {"懿", "yi"},   {"馨", "xin"},  {"妍", "yan"},   {"萱", "xuan"},
    {"若", "ruo"},  {"汐", "xi"},    {"沐", "mu"},    {"宸", "chen"}, {"皓", "hao"},  {"晟", "sheng"}, {"淑", "shu"}};

constexpr std::string_view cities[] = {"北京市",   "上海市", "广州市", "深圳市", "成都市", "杭州市", "武汉市", "西安市",
                                       "南京市",   "重庆市", "天津市", "苏州市", "长沙市", "郑州市", "东莞市", "青岛市",
                                       "沈阳市",   "宁波市", "昆明市", "大连市", "厦门市", "合肥市", "佛山市", "福州市",
                                       "哈尔滨市", "济南市", "温州市", "南宁市", "长春市", "泉州市"};
constexpr std::string_view districts[] = {"朝阳区", "海淀区", "西湖区", "天河区", "福田区", "武侯区", "江宁区",
                                          "渝中区", "和平区", "高新区", "雨花区", "新城区", "城关区", "鼓楼区",
                                          "思明区", "越秀区", "南山区", "余杭区", "洪山区", "雁塔区"};
constexpr std::string_view roads[] = {"人民路",   "建设路",   "解放路",   "中山路", "和平路",   "建国路",
                                      "长江路",   "新华路",   "文化路",   "学院路", "滨江大道", "科技路",
                                      "迎宾大道", "环城东路", "友谊街",   "光明街", "青年大街", "胜利街",
                                      "幸福路",   "朝阳路",   "金融大道", "湖滨路", "梅园路",   "桃花街"};
constexpr std::string_view estates[] = {"阳光花园",   "锦绣家园", "翠湖湾",     "金色港湾",   "龙湖天街",
                                        "万科城",     "碧桂园",   "绿地世纪城", "恒大名都",   "保利香槟",
                                        "华润橡树湾", "中海国际", "世茂滨江",   "融创壹号院", "招商雍景"};
constexpr std::string_view companies[] = {"Sunrise Trading",  "Golden Bridge Logistics", "East Lake Software",
                                          "Blue Ocean Media", "Great Wall Textile",      "Lotus Furniture",
                                          "Jade Hotel",       "Pearl River Electric",    "Red Star Appliances",
                                          "Silk Road Travel"};

const std::vector<double>& shares() {
  static const std::vector<double> list = [] {
    std::vector<double> percents;
    for (const Surname& surname : surnames) percents.push_back(surname.percent);
    return percents;
  }();
  return list;
}

}  // namespace

std::size_t Corpus::pick_early(std::size_t count) {
  double fraction = std::uniform_real_distribution<double>(0, 1)(random_);
  return static_cast<std::size_t>(std::pow(static_cast<double>(count), fraction)) % count;
}

Customer Corpus::next() {
  std::discrete_distribution<std::size_t> surname_of(shares().begin(), shares().end());
  const Surname& surname = surnames[surname_of(random_)];
  Customer customer{.id = ++last_id_, .centre_id = static_cast<std::int64_t>(1 + pick_early(centres))};
  customer.name = surname.character;
  std::string given_latin;
  for (std::size_t i = pick(6) == 0 ? 1 : 2; i > 0; --i) {
    const Given& given = given_names[pick_early(std::size(given_names))];
    customer.name += given.character;
    given_latin += given.pinyin;
  }
  customer.latin = fmt::format("{} {}", surname.pinyin, given_latin);
  if (pick(20) == 0) customer.latin += fmt::format(" {}", companies[pick(std::size(companies))]);
  customer.address =
      fmt::format("{}{}{}{}号{}{}栋{}单元{}室", cities[pick_early(std::size(cities))],
                  districts[pick(std::size(districts))], roads[pick_early(std::size(roads))], 1 + pick(900),
                  estates[pick(std::size(estates))], 1 + pick(30), 1 + pick(6), 100 * (1 + pick(32)) + 1 + pick(4));
  customer.phone_tag = fmt::format("{:04}", pick(10'000));
  return customer;
}

std::string_view word_for(QueryKind kind) {
  constexpr std::string_view words[] = {"1 character", "2 characters", "3 characters", "Latin prefix", "last 4 digits"};
  return words[static_cast<std::size_t>(kind)];
}

namespace {

std::string characters(const std::string& text, std::size_t from, std::size_t count) {
  return text.substr(from * 3, count * 3);  // all of them are three bytes long
}

std::string query_from(const Customer& customer, QueryKind kind, std::mt19937& random) {
  auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  const std::size_t length = customer.name.size() / 3;
  switch (kind) {
    case QueryKind::OneCharacter:
      return characters(customer.name, pick(length), 1);
    case QueryKind::TwoCharacters:  // mostly of names; every fifth is a place
      return pick(5) == 0 ? characters(customer.address, pick(8), 2) : characters(customer.name, pick(length - 1), 2);
    case QueryKind::ThreeCharacters:
      return length < 3 || pick(5) == 0 ? characters(customer.address, pick(7), 3) : characters(customer.name, 0, 3);
    case QueryKind::Latin: {
      std::string given = customer.latin.substr(customer.latin.find(' ') + 1);
      return given.substr(0, std::min(2 + pick(4), given.find(' ')));
    }
    case QueryKind::Digits:
      return customer.phone_tag;
  }
  return "";
}

}  // namespace

std::vector<std::string> queries(QueryKind kind, std::size_t count, std::uint32_t seed) {
  Corpus corpus(seed);
  std::mt19937 random(seed);
  std::vector<std::string> list;
  while (list.size() < count) list.push_back(query_from(corpus.next(), kind, random));
  return list;
}

}  // namespace bench
