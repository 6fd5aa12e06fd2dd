#!/usr/bin/python3
"""Writes the table of regions and carriers of Chinese numbers, as C++.

number_regions.py OUTPUT: from the data of Debian's python3-phonenumbers, which the build
needs for nothing else. A number is known by its first seven digits behind the country code
(a mobile's 1381000, or 2161234 of 021 6123 4567), so that everything is a run of such keys.
"""
import re
import sys

from phonenumbers.carrierdata import CARRIER_DATA
from phonenumbers.geodata import GEOCODE_DATA

DIGITS = 7
PROVINCES = """北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南
四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门""".split()
MUNICIPALITIES = {'北京', '天津', '上海', '重庆'}


def chinese_of(text):
    """江苏省南京市 -> (江苏, 南京); 四川省成都市、资阳市 -> (四川, 成都、资阳)."""
    province = next((p for p in PROVINCES if text.startswith(p)), '')
    if province in MUNICIPALITIES or not province:
        return province or text, province or text
    rest = re.sub(r'^(省|维吾尔自治区|回族自治区|壮族自治区|自治区)', '', text[len(province):])
    return province, '、'.join(re.sub('市$', '', part) for part in rest.split('、'))


def english_of(text):
    """Nanjing, Jiangsu -> (Jiangsu, Nanjing); Beijing -> (Beijing, Beijing)."""
    city, _, province = text.rpartition(', ')
    return (province, city) if city else (text, text)


def runs(prefixes):
    """Sorted (first key, value) pairs: from a key on the value holds, up to the next pair; the longest prefix wins."""
    value_at = {}
    for prefix in sorted(prefixes, key=len):
        span = 10 ** (DIGITS - len(prefix))
        begin = int(prefix) * span
        value_at.setdefault(len(prefix), []).append((begin, begin + span, prefixes[prefix]))
    keys = {0}
    for spans in value_at.values():
        for begin, end, _ in spans:
            keys.update((begin, end))
    by_length = {length: {begin: value for begin, _, value in spans} for length, spans in value_at.items()}
    made, last = [], None
    for key in sorted(keys):
        value = None
        for length in sorted(by_length, reverse=True):
            span = 10 ** (DIGITS - length)
            value = by_length[length].get(key - key % span)
            if value is not None:
                break
        if value != last:
            made.append((key, value))
            last = value
    return made


def of_china(data):
    return {prefix[2:]: words for prefix, words in data.items()
            if prefix.startswith('86') and 2 < len(prefix) <= DIGITS + 2}


def text(value):
    return '"' + value.replace('\\', '').replace('"', '') + '"'


def numbers(values):
    line, lines = '', []
    for value in values:
        if len(line) > 110:
            lines.append(line)
            line = ''
        line += str(value) + ','
    return '\n    '.join(lines + [line])


def main(path):
    geography = {prefix: chinese_of(words['zh']) + english_of(words['en'])
                 for prefix, words in of_china(GEOCODE_DATA).items() if 'zh' in words and 'en' in words}
    carriers = {prefix: ('中国广电' if words['zh'] == 'CBN' else words['zh'],
                         'China Broadnet' if words['en'] == 'CBN' else words['en'])
                for prefix, words in of_china(CARRIER_DATA).items() if 'zh' in words and 'en' in words}
    regions = sorted(set(geography.values()))
    companies = sorted(set(carriers.values()))
    region_runs = runs({prefix: regions.index(value) + 1 for prefix, value in geography.items()})
    carrier_runs = runs({prefix: companies.index(value) + 1 for prefix, value in carriers.items()})
    with open(path, 'w', encoding='utf-8') as out:
        out.write('// Made by tools/number_regions.py from the data of python3-phonenumbers.\n')
        out.write('#include "lines/region_table.h"\n\nnamespace lines {\nnamespace {\n\n')
        out.write('constexpr RegionNames region_names[] = {{},\n')
        for province, city, province_en, city_en in regions:
            out.write(f'    {{{text(province)}, {text(city)}, {text(province_en)}, {text(city_en)}}},\n')
        out.write('};\n\nconstexpr CarrierNames carrier_names[] = {{},\n')
        for name, name_en in companies:
            out.write(f'    {{{text(name)}, {text(name_en)}}},\n')
        out.write('};\n')
        for name, made in (('region', region_runs), ('carrier', carrier_runs)):
            out.write(f'\nconstexpr std::uint32_t {name}_begins[] = {{\n    {numbers(key for key, _ in made)}}};\n')
            out.write(f'constexpr std::uint16_t {name}_values[] = {{\n    {numbers(value or 0 for _, value in made)}}};\n')
        out.write('\n}  // namespace\n\n')
        out.write('const RegionTable& region_table() {\n')
        out.write('  static constexpr RegionTable table{region_names, carrier_names, region_begins, region_values, carrier_begins,\n')
        out.write('                                     carrier_values};\n  return table;\n}\n\n}  // namespace lines\n')


if __name__ == '__main__':
    main(sys.argv[1])
