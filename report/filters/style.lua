-- Looks that stylesheets cannot give, for both renderers: widths and text sizes of tables in
-- Word and Typst, the small line under a table that names its source, and the panel in which
-- the summary stands.

local TEXT_WIDTH = 470 -- points: A4 less margins of 22 mm, as in reference.docx and typst/
local CELL_PADDING = 8 -- points, left and right together
local CHARACTER = FORMAT == 'docx' and 0.56 or 0.5 -- its mean width, as a part of the text size
local SIZES = { 8.5, 7.5, 7, 5.5 } -- points; the last only where words do not fit otherwise
local STYLES = { 'Table Text', 'Table Text Small', 'Table Text Tiny', 'Table Text Minute' }
local SENTENCE = 30 -- characters: a longer cell is set flush left, not centred
local LONGEST = 50 -- characters: of what a longer cell has above it, width grows with the root
local PARAGRAPH = 150 -- characters: a longer cell is a paragraph,
local LINE = 60 -- and so many characters make a line that is easy to read
local BREAK = '\u{200b}' -- of no width: an identifier may go on in the next line after it
local ONE_LINE = { 19, 19, 13 } -- characters, by size: names stay on one line,
local INTERVAL = 24 -- characters: and so do numbers with their interval, at each size
local LAST = 3 -- rows: so many at the end of a table stay together
local FULL = 0.6 -- a table wider than this part of the page is drawn across the whole page

local BOLD = 1.08 -- times as wide as plain text
-- How wide some characters are, in mean ones, in Source Sans and alike in Word's own fonts.
-- A list, since sums of fractions depend on their order.
local WIDTHS = {
  { "[%s%.,:;%(%)'|/fijlrtI-]", 0.65 },
  { '[A-HJ-LN-VX-Z]', 1.25 },
  { '[mwMW%%]', 1.65 },
}

local known = {} -- widths of texts: tables repeat their words

-- The width of a text, in mean characters.
local function length(text)
  if not known[text] then
    local width = utf8.len(text) or #text
    for _, kind in ipairs(WIDTHS) do
      local class, of_one = table.unpack(kind)
      local _, n = text:gsub(class, '')
      width = width + n * (of_one - 1)
    end
    known[text] = width
  end
  return known[text]
end

local function bold_length(text) return BOLD * length(text) end

-- What a cell asks for: its length, but of a paragraph much less.
local function demand(characters)
  if characters <= LONGEST then return characters end
  return LONGEST + 6 * math.sqrt(characters - LONGEST)
end

local function is_long_identifier(word)
  return #word > 16 and word:find('_', 1, true)
end

local function part_identifier(word)
  return is_long_identifier(word) and word:gsub('_', '_ ') or word
end

-- A line may also end in a long identifier.
local function longest_word(text, length_of)
  local longest = 0
  local parted = text:gsub(BREAK, ''):gsub('%S+', part_identifier)
  for word in parted:gmatch('%S+') do
    longest = math.max(longest, length_of(word))
  end
  return longest
end

local function rows_of(tbl)
  local rows = pandoc.List({})
  rows:extend(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  rows:extend(tbl.foot.rows)
  return rows
end

-- In a table a long identifier may break after an underscore.
local function breakable(str)
  if not is_long_identifier(str.text) then return end
  if not FORMAT:match('html') then return pandoc.Str((str.text:gsub('_', '_' .. BREAK))) end
  local parts = pandoc.Inlines {}
  for part in str.text:gmatch('[^_]*_?') do
    if #part > 0 then parts:extend { pandoc.Str(part), pandoc.RawInline('html', '<wbr>') } end
  end
  return parts
end

-- For each column its longest cell and its longest word, in characters, the longest cell below the
-- head, whether the cells there are words: not one has a digit, and the length of the cell of each
-- row.
local function measure(tbl)
  local columns = {}
  for i = 1, #tbl.colspecs do
    columns[i] = { cell = 1, word = 1, body = 1, words = true, rows = {} }
  end
  for at, row in ipairs(rows_of(tbl)) do
    local i = 1
    for _, cell in ipairs(row.cells) do
      if cell.col_span == 1 and columns[i] then
        local text = pandoc.utils.stringify(cell.contents)
        local head = at <= #tbl.head.rows
        local length_of = head and bold_length or length
        local parted = head and text:gsub('(%l%-)(%l)', '%1 %2') or text -- after a hyphen
        columns[i].rows[at] = length_of(text)
        columns[i].cell = math.max(columns[i].cell, demand(length_of(text)))
        columns[i].word = math.max(columns[i].word, longest_word(parted, length_of))
        if not head then
          columns[i].body = math.max(columns[i].body, length(text))
          columns[i].words = columns[i].words and not text:find('%d')
        end
      end
      i = i + cell.col_span
    end
  end
  for _, column in ipairs(columns) do column.cell = math.max(column.cell, column.word) end
  return columns
end

local function total(columns, size, width_of)
  local sum = 0
  for _, column in ipairs(columns) do
    sum = sum + width_of(column) * size * CHARACTER + CELL_PADDING
  end
  return sum
end

local function whole(column) return column.cell end
local function least(column) return column.word end
-- Short cells and intervals stay on one line, and a long head takes three; two lines of text are easy
-- to read, more are not, but for a paragraph, which wants long ones.
local function readable(longest)
  return function(column)
    if column.cell <= longest then return column.cell end
    if not column.words and column.body <= INTERVAL then
      return math.max(column.word, column.body, column.cell / 3)
    end
    local line = column.body > PARAGRAPH and LINE or SENTENCE
    return math.max(column.word, math.min(column.cell / 2, line))
  end
end

local function choose_size(columns)
  for i, longest in ipairs(ONE_LINE) do
    if total(columns, SIZES[i], readable(longest)) <= TEXT_WIDTH then return i end
  end
  local smallest = #ONE_LINE
  return total(columns, SIZES[smallest], least) <= TEXT_WIDTH and smallest or #SIZES
end

-- The least that columns get of a page they fill: short cells stay whole where there is room.
local function floor_of(columns, chosen)
  local short = ONE_LINE[chosen] and readable(ONE_LINE[chosen])
  return short and total(columns, SIZES[chosen], short) < TEXT_WIDTH and short or least
end

-- The column whose next character saves most lines of text: those of the rows it is tallest in. The
-- rows that have cells of several lines are given, and those that still do are returned too.
local function tallest(columns, widths, rows)
  local saved, best, long = {}, nil, {}
  for _, row in ipairs(rows) do
    local lines, column = 1, nil
    for i, width in ipairs(widths) do
      local here = (columns[i].rows[row] or 0) / width
      if here > lines then lines, column = here, i end
    end
    if column then
      long[#long + 1] = row
      saved[column] = (saved[column] or 0) + lines / (widths[column] + 1)
      if not best or saved[column] > saved[best] then best = column end
    end
  end
  return best, long
end

-- Widths in characters: the least ones, and of what is left a character at a time to where it
-- makes the table shorter.
local function grown(columns, floor, left)
  local widths, rows, best = {}, {}, nil
  for i, column in ipairs(columns) do widths[i] = floor(column) end
  for row = 1, #columns[1].rows do rows[row] = row end
  for _ = 1, math.floor(left) do
    best, rows = tallest(columns, widths, rows)
    if not best then break end
    widths[best] = widths[best] + 1
  end
  return widths
end

-- The width of each column as a part of the page.
local function share_out(columns, chosen)
  local size, floor = SIZES[chosen], floor_of(columns, chosen)
  local wanted, needed = total(columns, size, whole), total(columns, size, floor)
  local characters, page = {}, TEXT_WIDTH
  if wanted <= TEXT_WIDTH then
    for i, column in ipairs(columns) do characters[i] = column.cell end
    if wanted < FULL * TEXT_WIDTH then page = TEXT_WIDTH / 1.1 else page = wanted end
  else
    characters = grown(columns, floor, (TEXT_WIDTH - needed) / (size * CHARACTER))
    page = 0
    for _, width in ipairs(characters) do page = page + width * size * CHARACTER + CELL_PADDING end
  end
  local widths = {}
  for i, width in ipairs(characters) do widths[i] = (width * size * CHARACTER + CELL_PADDING) / page end
  return widths
end

-- Word: the text size of a cell is a paragraph style.
local function set_cell_styles(tbl, style)
  local function set(rows, name)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do
        local blocks = pandoc.Blocks(cell.contents):map(function(block)
          return block.t == 'Plain' and pandoc.Para(block.content) or block
        end)
        cell.contents = { pandoc.Div(blocks, { ['custom-style'] = name }) }
      end
    end
  end
  set(tbl.head.rows, (style:gsub('Text', 'Head')))
  for _, body in ipairs(tbl.bodies) do set(body.body, style) end
end

local function embolden_head(tbl)
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.contents = pandoc.Blocks(cell.contents):map(function(block)
        return block.content and pandoc.Plain { pandoc.Strong(block.content) } or block
      end)
    end
  end
end

-- The last rows of a table that breaks stay together: Typst parts no footer, and the template has it
-- look like the rows above it, once.
local function keep_end(tbl)
  local rows = #tbl.bodies > 0 and tbl.bodies[#tbl.bodies].body or {}
  if #rows <= LAST then return end
  for _ = 1, LAST do tbl.foot.rows:insert(1, rows:remove()) end
end

-- Numbers stand as the notebook wants them; words, like sentences, are set flush left.
local function alignment(column, given)
  if column.words or column.body > SENTENCE then return pandoc.AlignLeft end
  return given
end

local function has_paragraph(columns)
  for _, column in ipairs(columns) do
    if column.body > PARAGRAPH then return true end
  end
end

local function fit(tbl)
  tbl = tbl:walk { Str = breakable }
  local columns = measure(tbl)
  local chosen = choose_size(columns)
  local widths = {} -- none: a browser shares the width out better than anyone, but for a paragraph
  if not FORMAT:match('html') or has_paragraph(columns) then widths = share_out(columns, chosen) end
  if FORMAT == 'docx' then
    set_cell_styles(tbl, STYLES[chosen])
  elseif FORMAT == 'typst' then
    tbl.attributes['typst:text:size'] = SIZES[chosen] .. 'pt'
    embolden_head(tbl)
    keep_end(tbl)
    if #tbl.head.rows == 0 then tbl.attributes['typst:stroke'] = 'none' end
  end
  for i, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[i] = { alignment(columns[i], spec[1]), widths[i] }
  end
  return tbl
end

local function source(div)
  if FORMAT == 'docx' then div.attributes['custom-style'] = 'Source' end
  if FORMAT == 'typst' then
    div.attributes['typst:text:size'] = '0.8em'
    div.attributes['typst:below'] = '1.8em'
  end
  return div
end

local function key_facts(div)
  if FORMAT == 'docx' then div.attributes['custom-style'] = 'Key Facts' end
  if FORMAT == 'typst' then
    return pandoc.Blocks { pandoc.RawBlock('typst', '#key-facts['), div,
      pandoc.RawBlock('typst', ']') }
  end
  return div
end

-- What is read in one look stays on one page.
local function whole(div)
  if FORMAT == 'typst' then div.attributes['typst:breakable'] = 'false' end
  return div
end

local function division(div)
  if div.classes:includes('source') then return source(div) end
  if div.classes:includes('key-facts') then return key_facts(div) end
  if div.classes:includes('whole') then return whole(div) end
end

-- A section whose heading has the class .panel, heading and all, in a panel of its own. On the
-- page the class is enough.
local function paneled(blocks)
  if FORMAT == 'docx' then
    return pandoc.Blocks { blocks[1],
      pandoc.Div({ table.unpack(blocks, 2) }, { ['custom-style'] = 'Panel' }) }
  elseif FORMAT == 'typst' then
    blocks:insert(1, pandoc.RawBlock('typst', '#panel['))
    blocks:insert(pandoc.RawBlock('typst', ']'))
  end
  return blocks
end

local NEW_PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

-- In Word the supplement begins on a new page; Typst's template sees to it in the PDF.
local function begins_a_page(block)
  return FORMAT == 'docx' and block.t == 'Header' and block.classes:includes('appendix')
end

local function panels(document)
  local result, panel = pandoc.Blocks {}, nil
  for _, block in ipairs(document.blocks) do
    if block.t == 'Header' then
      if panel then result:extend(paneled(panel)) end
      panel = block.classes:includes('panel') and pandoc.Blocks {} or nil
    end
    if begins_a_page(block) then result:insert(pandoc.RawBlock('openxml', NEW_PAGE)) end
    (panel or result):insert(block)
  end
  if panel then result:extend(paneled(panel)) end
  document.blocks = result
  return document
end

return { { Div = division, Table = fit }, { Pandoc = panels } }
